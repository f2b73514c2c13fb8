import type { Page, PageQueryDto, PermissionEntry, Role, User } from 'wardkeep/contracts';
import type { Query, ReadOptions } from './options.js';
import type { Send } from './send.js';
import { at } from './wire.js';

export const roles = (send: Send) => ({
  list: (query?: Query<PageQueryDto>, options?: ReadOptions) =>
    send<Page<Role>>({ method: 'GET', path: '/roles', query, options }),
  get: (id: string, options?: ReadOptions) => send<Role>({ method: 'GET', path: at`/roles/${id}`, options }),
  /** Who holds the role. */
  users: (id: string, query?: Query<PageQueryDto>, options?: ReadOptions) =>
    send<Page<User>>({ method: 'GET', path: at`/roles/${id}/users`, query, options }),
});

export const permissions = (send: Send) => ({
  /** The catalogue of all permissions there are. */
  list: (query?: Query<PageQueryDto>, options?: ReadOptions) =>
    send<Page<PermissionEntry>>({ method: 'GET', path: '/permissions', query, options }),
});
