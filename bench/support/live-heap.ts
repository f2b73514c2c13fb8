/** Loaded before the server: tells, when asked, how many MB of its heap are alive, once garbage is collected. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { answer } from './child.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

type Question = { readonly alive: true };

answer<Question>(() => {
  collect();
  return process.memoryUsage().heapUsed / 1e6;
}, 'alive');
