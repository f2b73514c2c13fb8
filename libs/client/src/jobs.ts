import type { Job, JobsQueryDto, Page } from 'wardkeep/contracts';
import type { PostOptions, Query, ReadOptions } from './options.js';
import type { Send } from './send.js';
import { at } from './wire.js';

export const jobReads = (send: Send) => ({
  list: (query?: Query<JobsQueryDto>, options?: ReadOptions) =>
    send<Page<Job>>({ method: 'GET', path: '/jobs', query, options }),
  get: (id: string, options?: ReadOptions) => send<Job>({ method: 'GET', path: at`/jobs/${id}`, options }),
});

export const jobWrites = (send: Send) => ({
  cancel: (id: string, options?: PostOptions) => send<Job>({ method: 'POST', path: at`/jobs/${id}/cancel`, options }),
});
