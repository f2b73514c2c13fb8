import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts CPU time in hundredths of a second. */
const TICK_MS = 10;

/** CPU milliseconds that the main thread of a process has used, and those of all its others. */
export function threadsOf(pid: number): { readonly main: number; readonly others: number } {
  const main = used(`/proc/${pid}/task/${pid}/stat`).own;
  return { main, others: used(`/proc/${pid}/stat`).own - main };
}

/** CPU milliseconds that a process and its children have used, those that ended included. */
export function familyOf(pid: number): number {
  const { own, ended } = used(`/proc/${pid}/stat`);
  const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && parentOf(Number(name)) === pid);
  return children.reduce((sum, child) => sum + used(`/proc/${child}/stat`).own, own + ended);
}

/** Null for a process that is not there. */
export function parentOf(pid: number): number | null {
  const [, parent] = fieldsOf(`/proc/${pid}/stat`);
  return parent === undefined ? null : Number(parent);
}

function used(path: string): { readonly own: number; readonly ended: number } {
  const fields = fieldsOf(path);
  const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11, 15).map(Number);
  return { own: (user + system) * TICK_MS, ended: (endedUser + endedSystem) * TICK_MS };
}

/** What follows the name, which may hold anything: state, parent and so on, as in `man 5 proc`. */
function fieldsOf(path: string): readonly string[] {
  try {
    const text = readFileSync(path, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}
