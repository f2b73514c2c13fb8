import type { FastifyRequest } from 'fastify';
import type { Actor } from '../actor.js';

export type Authenticated = {
  readonly actor: Actor;
  /** Whether the session came in a cookie, so that unsafe methods need the CSRF token. */
  readonly byCookie: boolean;
  /** Whether a second factor has to be set up before anything else. */
  readonly mustEnrol: boolean;
  readonly csrfMatches: (token: string) => boolean;
};

/** `attended`: it shows that somebody is there, so that the session does not become idle. */
export type Presence = 'attended' | 'unattended';

/** Finds out who a request is from. Null when it carries no session; a Problem when it carries a bad one. */
export abstract class Authenticator {
  abstract authenticate(request: FastifyRequest, presence: Presence): Promise<Authenticated | null>;
}
