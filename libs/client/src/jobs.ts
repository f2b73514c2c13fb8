import type { BulkItem, Job, JobItemsQueryDto, JobsQueryDto, Page } from 'wardkeep/contracts';
import type { PostOptions, Query, ReadOptions } from './options.js';
import type { Open, Send } from './send.js';
import { at } from './wire.js';

export const jobReads = (send: Send) => ({
  list: (query?: Query<JobsQueryDto>, options?: ReadOptions) =>
    send<Page<Job>>({ method: 'GET', path: '/jobs', query, options }),
  get: (id: string, options?: ReadOptions) => send<Job>({ method: 'GET', path: at`/jobs/${id}`, options }),
  /** What became of each user of an action on many. */
  items: (id: string, query?: Query<JobItemsQueryDto>, options?: ReadOptions) =>
    send<Page<BulkItem>>({ method: 'GET', path: at`/jobs/${id}/items`, query, options }),
});

export const jobEvents = (open: Open) => ({
  /** The job each time that it has changed, until it ends; ends early when the connection does. */
  events: async function* (id: string, options?: ReadOptions): AsyncGenerator<Job, void, undefined> {
    const response = await open({ method: 'GET', path: at`/jobs/${id}/events`, options }, 'text/event-stream');
    if (!response.body) return;
    for await (const data of eventsIn(response.body)) yield JSON.parse(data) as Job;
  },
});

/** The data of each event of a stream; comments and everything else in it means nothing here. */
async function* eventsIn(body: ReadableStream<Uint8Array>): AsyncGenerator<string, void, undefined> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const events = (text + decoder.decode(part.value, { stream: true })).split('\n\n');
      text = events.pop() ?? '';
      for (const event of events) {
        const data = event.split('\n').filter((line) => line.startsWith('data: '));
        if (data.length > 0) yield data.map((line) => line.slice('data: '.length)).join('\n');
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

export const jobWrites = (send: Send) => ({
  cancel: (id: string, options?: PostOptions) => send<Job>({ method: 'POST', path: at`/jobs/${id}/cancel`, options }),
  /** A job that takes back what this one did, for users that nobody touched since. */
  reverse: (id: string, options?: PostOptions) => send<Job>({ method: 'POST', path: at`/jobs/${id}/reverse`, options }),
});
