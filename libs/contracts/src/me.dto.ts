import type { Banner } from './domains.dto.js';
import type { Grant } from './permissions.js';
import type { PasswordPolicy, ReasonPolicy } from './settings.js';
import type { Session } from './sessions.dto.js';
import type { User } from './users.dto.js';

/** The caller's own account, as the console needs it: one request at its start. */
export type Me = {
  readonly user: User;
  /** Where the user belongs. */
  readonly home: DomainInView;
  /** Where the user works now; another Domain only for a System Administrator who sent `X-Domain`. */
  readonly domain: DomainInView;
  readonly permissions: readonly Grant[];
  readonly session: Session;
  /** So long after the last request the session ends, whatever its `endsAt`. */
  readonly idleMinutes: number;
  /** Until then nothing asks who they are again; `POST /me/step-up` puts it off. */
  readonly stepUpUntil: string;
  /** The token for `X-CSRF-Token`; null when the request came with a bearer token. */
  readonly csrfToken: string | null;
  /** What the console warns about; false when mails wait because no mail server is configured. */
  readonly mailConfigured: boolean;
};

/** The same sign-in under a new session and a new token: the token that the request came with is dead. */
export type RenewedSession = {
  /** For whoever sent a bearer token; a browser has its new cookie. */
  readonly accessToken?: string;
  /** For whoever sent a cookie. */
  readonly csrfToken?: string;
  readonly session: Session;
};

export type DomainInView = {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  readonly primary: boolean;
  readonly banner: Banner | null;
  /** What a new password has to be here. */
  readonly passwordPolicy: PasswordPolicy;
  /** For which actions `X-Reason` has to be sent here. */
  readonly reasons: ReasonPolicy;
};
