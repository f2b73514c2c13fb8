/** Loaded before the server: tells, when asked, for how many ms its event loop stood still at most since it was asked last. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { answer } from './child.js';

const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();

type Question = { readonly stall: true };

answer<Question>(() => {
  const most = delay.max / 1e6;
  delay.reset();
  return most;
}, 'stall');
