/** Loaded before the server: tells for how many ms its event loop stood still at most since it was asked to look. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { answer } from './child.js';

const delay = monitorEventLoopDelay({ resolution: 1 });

type Question = { readonly stall: boolean };

answer<Question>(({ stall: begins }) => {
  const most = delay.max / 1e6;
  delay.reset();
  if (begins) delay.enable();
  else delay.disable();
  return most;
}, 'stall');
