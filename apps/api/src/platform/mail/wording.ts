import type { MailKind, ToldBy } from './mail.js';

type Wording<Kind extends MailKind> = {
  readonly subject: string;
  /** Up to the link. */
  readonly before: (told: ToldBy<Kind>) => readonly string[];
  readonly after: (told: ToldBy<Kind>) => readonly string[];
};

/** All that mails say in one language. */
export type Words = {
  readonly greeting: string;
  readonly username: string;
  readonly domain: string;
  readonly letters: { readonly [Kind in MailKind]: Wording<Kind> };
};

/** A time as both languages read it, to the minute. */
export function inWords(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
}
