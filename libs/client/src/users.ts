import type {
  AccessPreview,
  EndedAccess,
  AuditEvent,
  AuditQueryDto,
  BulkUsersDto,
  CreatedUser,
  CreateUserDto,
  DisabledUser,
  ExportUsersQueryDto,
  HistoryQueryDto,
  Job,
  Page,
  RequirePasswordChangeDto,
  Session,
  SessionsQueryDto,
  SignInCheck,
  TemporaryPassword,
  UpdateUserDto,
  User,
  UserAccess,
  UserAsOf,
  UserDetail,
  UsersQueryDto,
  UserVersion,
  UserVersionDetail,
} from 'wardkeep/contracts';
import type { DeleteOptions, PostOptions, Query, ReadOptions, WriteOptions } from './options.js';
import type { Open, Send } from './send.js';
import { at } from './wire.js';

export const userReads = (send: Send) => ({
  list: (query?: Query<UsersQueryDto>, options?: ReadOptions) =>
    send<Page<User>>({ method: 'GET', path: '/users', query, options }),
  get: (id: string, options?: ReadOptions) => send<UserDetail>({ method: 'GET', path: at`/users/${id}`, options }),
  sessions: (id: string, query?: Query<SessionsQueryDto>, options?: ReadOptions) =>
    send<Page<Session>>({ method: 'GET', path: at`/users/${id}/sessions`, query, options }),
  signInCheck: (id: string, options?: ReadOptions) =>
    send<SignInCheck>({ method: 'GET', path: at`/users/${id}/sign-in-check`, options }),
  versions: (id: string, query?: Query<HistoryQueryDto>, options?: ReadOptions) =>
    send<Page<UserVersion>>({ method: 'GET', path: at`/users/${id}/versions`, query, options }),
  version: (id: string, version: number, options?: ReadOptions) =>
    send<UserVersionDetail>({ method: 'GET', path: at`/users/${id}/versions/${version}`, options }),
  /** What the user may do and through which role, and who could give what is missing. */
  access: (id: string, options?: ReadOptions) =>
    send<UserAccess>({ method: 'GET', path: at`/users/${id}/access`, options }),
  /** What another role would change; nothing is changed. */
  previewAccess: (id: string, roleId: string, options?: ReadOptions) =>
    send<AccessPreview>({ method: 'POST', path: at`/users/${id}/access/preview`, body: { roleId }, options }),
  /** The user as it was: profile, role, permissions, second factor, sessions. */
  asOf: (id: string, time: string, options?: ReadOptions) =>
    send<UserAsOf>({ method: 'GET', path: at`/users/${id}/as-of`, query: { at: time }, options }),
  auditEvents: (id: string, query?: Query<AuditQueryDto>, options?: ReadOptions) =>
    send<Page<AuditEvent>>({ method: 'GET', path: at`/users/${id}/audit-events`, query, options }),
});

export const userExport = (open: Open) => ({
  /** The file as it comes; its name is in `content-disposition`. */
  export: (query?: Query<ExportUsersQueryDto>, options?: WriteOptions) =>
    open({ method: 'GET', path: '/users/export', query, options }, '*/*'),
});

export const userWrites = (send: Send) => ({
  /** Under `dryRun`, its answer's `bulk` says what would become of whom. */
  bulk: (body: BulkUsersDto, options?: PostOptions) =>
    send<Job>({ method: 'POST', path: '/users/bulk', body, options }),
  create: (body: CreateUserDto, options?: PostOptions) =>
    send<CreatedUser>({ method: 'POST', path: '/users', body, options }),
  /** `version` is the one the change was made from: a newer one in between is a `stale-version`. */
  update: (id: string, version: number, body: UpdateUserDto, options?: WriteOptions) =>
    send<UserDetail>({ method: 'PATCH', path: at`/users/${id}`, version, body, options }),
  /** An earlier version as a new one, made from the version that the user has now. */
  restore: (id: string, earlier: number, version: number, options?: PostOptions) =>
    send<UserDetail>({ method: 'POST', path: at`/users/${id}/versions/${earlier}/restore`, version, options }),
  enable: (id: string, options?: PostOptions) =>
    send<UserDetail>({ method: 'POST', path: at`/users/${id}/enable`, options }),
  disable: (id: string, options?: PostOptions) =>
    send<DisabledUser>({ method: 'POST', path: at`/users/${id}/disable`, options }),
  unlock: (id: string, options?: PostOptions) =>
    send<UserDetail>({ method: 'POST', path: at`/users/${id}/unlock`, options }),
  /** Mails a link that works once, within the hour. */
  mailReset: (id: string, options?: PostOptions) =>
    send<void>({ method: 'POST', path: at`/users/${id}/password-reset`, body: { method: 'email' }, options }),
  /** Shown once, good for a day, to be changed at the first sign-in. */
  temporaryPassword: (id: string, options?: PostOptions) =>
    send<TemporaryPassword>({
      method: 'POST',
      path: at`/users/${id}/password-reset`,
      body: { method: 'temporary' },
      options,
    }),
  setPassword: (id: string, newPassword: string, options?: WriteOptions) =>
    send<EndedAccess>({ method: 'PUT', path: at`/users/${id}/password`, body: { newPassword }, options }),
  requirePasswordChange: (id: string, body: RequirePasswordChangeDto, options?: PostOptions) =>
    send<UserDetail>({ method: 'POST', path: at`/users/${id}/require-password-change`, body, options }),
  resendInvitation: (id: string, options?: PostOptions) =>
    send<void>({ method: 'POST', path: at`/users/${id}/invitation`, options }),
  resetSecondFactor: (id: string, options?: PostOptions) =>
    send<DisabledUser>({ method: 'POST', path: at`/users/${id}/totp/reset`, options }),
  delete: (id: string, version: number, options?: DeleteOptions) =>
    send<EndedAccess>({ method: 'DELETE', path: at`/users/${id}`, version, options }),
  endSessions: (id: string, options?: WriteOptions) =>
    send<EndedAccess>({ method: 'DELETE', path: at`/users/${id}/sessions`, options }),
});
