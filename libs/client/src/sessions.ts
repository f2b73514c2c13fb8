import type { Page, Session, SessionsQueryDto } from 'wardkeep/contracts';
import type { Query, ReadOptions, WriteOptions } from './options.js';
import type { Send } from './send.js';
import { at } from './wire.js';

export const sessionReads = (send: Send) => ({
  list: (query?: Query<SessionsQueryDto>, options?: ReadOptions) =>
    send<Page<Session>>({ method: 'GET', path: '/sessions', query, options }),
});

export const sessionWrites = (send: Send) => ({
  end: (id: string, options?: WriteOptions) => send<void>({ method: 'DELETE', path: at`/sessions/${id}`, options }),
});
