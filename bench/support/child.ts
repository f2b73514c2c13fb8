import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const REPOSITORY = join(import.meta.dirname, '../..');
const TYPESCRIPT = join(REPOSITORY, 'apps/api/testing/typescript.mjs');

export type Child = {
  readonly pid: number;
  readonly ask: <Answer>(question: object) => Promise<Answer>;
  readonly stop: () => Promise<void>;
};

/** Another Node process, so that nothing measured shares a thread with who measures. */
export function startChild(
  script: string,
  {
    env = {},
    preload = [],
    args = [],
  }: { env?: NodeJS.ProcessEnv; preload?: readonly string[]; args?: readonly string[] },
): Child {
  const imports = [TYPESCRIPT, ...preload.map((file) => join(REPOSITORY, file))];
  const child = fork(join(REPOSITORY, script), [...args], {
    env: { ...process.env, ...env },
    execArgv: imports.flatMap((file) => ['--import', file]),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const waiting = new Map<number, (answer: unknown) => void>();
  child.on('message', ({ number, answer }: { number: number; answer: unknown }) => {
    waiting.get(number)?.(answer);
    waiting.delete(number);
  });
  let asked = 0;
  return {
    pid: child.pid ?? 0,
    ask: <Answer>(question: object) =>
      new Promise<Answer>((resolve) => {
        asked += 1;
        waiting.set(asked, resolve as (answer: unknown) => void);
        child.send({ number: asked, question });
      }),
    stop: () => stop(child),
  };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

/**
 * The other side: answers what the process that forked this one asks, and ends with it, however that ends. Of several
 * that answer, each says which questions are its own by a field that they have.
 */
export function answer<Question extends object>(reply: (question: Question) => unknown, field?: keyof Question): void {
  process.on('message', ({ number, question }: { number: number; question: Question }) => {
    if (field !== undefined && !(field in question)) return;
    void Promise.resolve(reply(question)).then((answered) => process.send?.({ number, answer: answered }));
  });
  process.once('disconnect', () => process.exit());
}
