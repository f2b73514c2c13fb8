import type { CreateUserViewDto, Page, UpdateUserViewDto, UserView } from 'wardkeep/contracts';
import type { PostOptions, ReadOptions, WriteOptions } from './options.js';
import type { Send } from './send.js';
import { at } from './wire.js';

export const userViewReads = (send: Send) => ({
  /** One's own and those that others share, in one page. */
  list: (options?: ReadOptions) => send<Page<UserView>>({ method: 'GET', path: '/users/views', options }),
});

export const userViewWrites = (send: Send) => ({
  create: (body: CreateUserViewDto, options?: PostOptions) =>
    send<UserView>({ method: 'POST', path: '/users/views', body, options }),
  update: (id: string, version: number, body: UpdateUserViewDto, options?: WriteOptions) =>
    send<UserView>({ method: 'PATCH', path: at`/users/views/${id}`, version, body, options }),
  delete: (id: string, version: number, options?: WriteOptions) =>
    send<void>({ method: 'DELETE', path: at`/users/views/${id}`, version, options }),
});
