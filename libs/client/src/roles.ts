import type {
  CreateRoleDto,
  DeletedRole,
  OfferedRoleTemplate,
  Page,
  PageQueryDto,
  Permission,
  PermissionEntry,
  PermissionHolder,
  PermissionHoldersQueryDto,
  Role,
  RoleDetail,
  UpdateRoleDto,
  User,
} from 'wardkeep/contracts';
import type { PostOptions, Query, ReadOptions, WriteOptions } from './options.js';
import type { Send } from './send.js';
import { at } from './wire.js';

export const roleReads = (send: Send) => ({
  /** Every role of the Domain: one page. */
  list: (query?: Query<PageQueryDto>, options?: ReadOptions) =>
    send<Page<Role>>({ method: 'GET', path: '/roles', query, options }),
  get: (id: string, options?: ReadOptions) => send<RoleDetail>({ method: 'GET', path: at`/roles/${id}`, options }),
  /** What is offered for copying. */
  templates: (options?: ReadOptions) =>
    send<Page<OfferedRoleTemplate>>({ method: 'GET', path: '/roles/templates', options }),
  /** Who holds the role. */
  users: (id: string, query?: Query<PageQueryDto>, options?: ReadOptions) =>
    send<Page<User>>({ method: 'GET', path: at`/roles/${id}/users`, query, options }),
});

export const roleWrites = (send: Send) => ({
  create: (body: CreateRoleDto, options?: PostOptions) =>
    send<RoleDetail>({ method: 'POST', path: '/roles', body, options }),
  /** `version` is the one the change was made from: a newer one in between is a `stale-version`. */
  update: (id: string, version: number, body: UpdateRoleDto, options?: WriteOptions) =>
    send<RoleDetail>({ method: 'PATCH', path: at`/roles/${id}`, version, body, options }),
  /** `moveTo` is the role that the holders get instead; without it a role that somebody holds is a `role-held`. */
  delete: (id: string, version: number, moveTo?: string, options?: WriteOptions) =>
    send<DeletedRole>({ method: 'DELETE', path: at`/roles/${id}`, version, query: { moveTo }, options }),
});

export const permissions = (send: Send) => ({
  /** The catalogue of all permissions there are. */
  list: (query?: Query<PageQueryDto>, options?: ReadOptions) =>
    send<Page<PermissionEntry>>({ method: 'GET', path: '/permissions', query, options }),
  /** Whose role gives the permission. */
  holders: (permission: Permission, query?: Query<PermissionHoldersQueryDto>, options?: ReadOptions) =>
    send<Page<PermissionHolder>>({ method: 'GET', path: at`/permissions/${permission}/holders`, query, options }),
});
