import type {
  ChangePasswordDto,
  Grant,
  Me,
  Page,
  PageQueryDto,
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
  permissions: (query?: Query<PageQueryDto>, options?: ReadOptions) =>
    send<Page<Grant>>({ method: 'GET', path: '/me/permissions', query, options }),
});

export const meWrites = (send: Send) => ({
  update: (body: UpdateProfileDto, options?: WriteOptions) => send<Me>({ method: 'PATCH', path: '/me', body, options }),
  changePassword: (body: ChangePasswordDto, options?: PostOptions) =>
    send<void>({ method: 'POST', path: '/me/password', body, options }),
  endSession: (sessionId: string, options?: WriteOptions) =>
    send<void>({ method: 'DELETE', path: at`/me/sessions/${sessionId}`, options }),
});
