import type { Hygiene } from 'wardkeep/contracts';
import type { ReadOptions } from './options.js';
import type { Send } from './send.js';

export const statistics = (send: Send) => ({
  hygiene: (options?: ReadOptions) => send<Hygiene>({ method: 'GET', path: '/statistics/hygiene', options }),
});
