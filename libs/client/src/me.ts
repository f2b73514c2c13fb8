import type {
  ChangePasswordDto,
  EndedAccess,
  Enrolment,
  Grant,
  Me,
  Page,
  PageQueryDto,
  RecoveryCodes,
  RenewedSession,
  SecondFactorState,
  Session,
  SessionsQueryDto,
  UpdateProfileDto,
} from 'wardkeep/contracts';
import type { PostOptions, Query, ReadOptions, WriteOptions } from './options.js';
import type { Send } from './send.js';
import { at } from './wire.js';

export const meReads = (send: Send) => ({
  get: (options?: ReadOptions) => send<Me>({ method: 'GET', path: '/me', options }),
  sessions: (query?: Query<SessionsQueryDto>, options?: ReadOptions) =>
    send<Page<Session>>({ method: 'GET', path: '/me/sessions', query, options }),
  secondFactor: (options?: ReadOptions) => send<SecondFactorState>({ method: 'GET', path: '/me/totp', options }),
  permissions: (query?: Query<PageQueryDto>, options?: ReadOptions) =>
    send<Page<Grant>>({ method: 'GET', path: '/me/permissions', query, options }),
});

export const meWrites = (send: Send) => ({
  update: (body: UpdateProfileDto, options?: WriteOptions) => send<Me>({ method: 'PATCH', path: '/me', body, options }),
  /** The session goes on under a new token; the old one, in the hands of whomever, opens nothing any more. */
  changePassword: (body: ChangePasswordDto, options?: PostOptions) =>
    send<RenewedSession>({ method: 'POST', path: '/me/password', body, options }),
  /** Who one is, shown again, for what asks for it; the session goes on under a new token. */
  stepUp: (password: string, options?: PostOptions) =>
    send<RenewedSession>({ method: 'POST', path: '/me/step-up', body: { password }, options }),
  /** Ends every session but this one. */
  endOtherSessions: (options?: WriteOptions) => send<EndedAccess>({ method: 'DELETE', path: '/me/sessions', options }),
  /** What an authenticator app is set up with; nothing is switched on before `confirmSecondFactor`. */
  enrolSecondFactor: (options?: PostOptions) => send<Enrolment>({ method: 'POST', path: '/me/totp', options }),
  confirmSecondFactor: (code: string, options?: PostOptions) =>
    send<RecoveryCodes>({ method: 'POST', path: '/me/totp/confirm', body: { code }, options }),
  removeSecondFactor: (password: string, options?: WriteOptions) =>
    send<void>({ method: 'DELETE', path: '/me/totp', body: { password }, options }),
  /** Ten new codes; the earlier ones are worthless from then on. */
  renewRecoveryCodes: (password: string, options?: PostOptions) =>
    send<RecoveryCodes>({ method: 'POST', path: '/me/recovery-codes', body: { password }, options }),
  endSession: (sessionId: string, options?: WriteOptions) =>
    send<void>({ method: 'DELETE', path: at`/me/sessions/${sessionId}`, options }),
});
