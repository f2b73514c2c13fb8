import type { Language } from 'wardkeep/contracts';

type About = {
  readonly to: { readonly name: string; readonly address: string };
  /** Null where nobody chose one: English. */
  readonly language: string | null;
  readonly username: string;
  /** The name of the Domain, as one types it to sign in. */
  readonly domain: string;
};

/** Every mail there is, with the values that its text tells beside whom it is for. Links are made when it is sent. */
type Told = {
  readonly invitation: { readonly token: string; readonly validHours: number };
  readonly welcome: object;
  readonly 'password-changed': object;
  readonly 'password-reset': { readonly token: string; readonly validMinutes: number };
  /** An administrator chose a password. */
  readonly 'password-set': object;
  /** An administrator made a temporary password, which is never in a mail. */
  readonly 'password-temporary': object;
  /** `days` until the password is too old. */
  readonly 'password-expiring': { readonly days: number };
  /** To administrators: `days` until a secret or certificate of an identity provider is over. */
  readonly 'provider-expiring': { readonly days: number };
  readonly 'two-factor-enrolled': object;
  /** By its owner. */
  readonly 'two-factor-removed': object;
  /** By an administrator. */
  readonly 'two-factor-reset': object;
  readonly 'recovery-code-used': { readonly left: number };
  /** `until`: RFC 3339; null when only an administrator ends the lock. */
  readonly 'account-locked': { readonly until: string | null };
};

export type MailKind = keyof Told;
export type MailOf<Kind extends MailKind> = { [K in Kind]: About & { readonly kind: K } & Told[K] }[Kind];
export type Mail = MailOf<MailKind>;

/** What the text of one kind of mail tells; never a name, which is not ours to write. */
export type ToldBy<Kind extends MailKind> = Told[Kind];

/** A mail in words, ready to be sent. */
export type Letter = {
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly language: Language;
};

/** Sends letters; what it throws may be tried again later. */
export abstract class Mailer {
  /** Whether there is a way to send at all. */
  abstract readonly isReady: boolean;
  abstract send(letter: Letter, messageId: string): Promise<void>;
  /** Ends what it keeps open. */
  abstract close(): void;
}
