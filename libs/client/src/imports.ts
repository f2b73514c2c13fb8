import type { Import, ImportOptions, ImportRow, ImportRowsQueryDto, ImportsQueryDto, Page } from 'wardkeep/contracts';
import type { PostOptions, Query, ReadOptions, WriteOptions } from './options.js';
import type { Send } from './send.js';
import { at } from './wire.js';

export const importReads = (send: Send) => ({
  list: (query?: Query<ImportsQueryDto>, options?: ReadOptions) =>
    send<Page<Import>>({ method: 'GET', path: '/users/imports', query, options }),
  get: (id: string, options?: ReadOptions) => send<Import>({ method: 'GET', path: at`/users/imports/${id}`, options }),
  rows: (id: string, query?: Query<ImportRowsQueryDto>, options?: ReadOptions) =>
    send<Page<ImportRow>>({ method: 'GET', path: at`/users/imports/${id}/rows`, query, options }),
  /** An empty file with the columns there are, as CSV. */
  template: (options?: ReadOptions) =>
    send<string>({ method: 'GET', path: '/users/imports/template', answers: 'text', options }),
  /** The rows that are errors, each with its reasons, as CSV. */
  errors: (id: string, options?: ReadOptions) =>
    send<string>({ method: 'GET', path: at`/users/imports/${id}/errors.csv`, answers: 'text', options }),
  /** What became of each row, as CSV; with the temporary passwords, once, for the one who confirmed. */
  result: (id: string, options?: ReadOptions) =>
    send<string>({ method: 'GET', path: at`/users/imports/${id}/result.csv`, answers: 'text', options }),
});

/** Each can be rehearsed; an upload is a rehearsal already. */
export const importChanges = (send: Send) => ({
  confirm: (id: string, options?: PostOptions) =>
    send<Import>({ method: 'POST', path: at`/users/imports/${id}/confirm`, options }),
  pause: (id: string, options?: PostOptions) =>
    send<Import>({ method: 'POST', path: at`/users/imports/${id}/pause`, options }),
  resume: (id: string, options?: PostOptions) =>
    send<Import>({ method: 'POST', path: at`/users/imports/${id}/resume`, options }),
  undo: (id: string, options?: PostOptions) =>
    send<Import>({ method: 'POST', path: at`/users/imports/${id}/undo`, options }),
  /** Discards one that waits; one that is applied stops, and what it did stays. */
  cancel: (id: string, options?: WriteOptions) =>
    send<Import>({ method: 'DELETE', path: at`/users/imports/${id}`, options }),
});

export const importWrites = (send: Send) => ({
  upload: (file: Blob, fileName: string, { mapping, withoutPassword }: ImportOptions = {}, options?: PostOptions) => {
    const form = new FormData();
    if (mapping) form.append('mapping', JSON.stringify(mapping));
    if (withoutPassword) form.append('withoutPassword', withoutPassword);
    form.append('file', file, fileName);
    return send<Import>({ method: 'POST', path: '/users/imports', form, options });
  },
  ...importChanges(send),
});
