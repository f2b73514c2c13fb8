import type { Language } from 'wardkeep/contracts';

type About = {
  readonly to: { readonly name: string; readonly address: string };
  /** Null where nobody chose one: English. */
  readonly language: string | null;
  readonly username: string;
  /** The name of the Domain, as one types it to sign in. */
  readonly domain: string;
};

/** Every mail there is, with the values that its text tells. Links are made when it is sent. */
export type Mail =
  | (About & { readonly kind: 'invitation'; readonly token: string; readonly validHours: number })
  | (About & { readonly kind: 'welcome' })
  | (About & { readonly kind: 'password-changed' });

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
