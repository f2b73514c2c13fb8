import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const ROOT = resolve(import.meta.dirname, '../..');
const MAIN = join(ROOT, 'dist/apps/api/src/main.js');
const READY_MS = 60_000;
const STOP_MS = 10_000;
const KEPT_OUTPUT = 20_000;

export type Server = {
  readonly url: string;
  /** What the process printed, its last part. */
  readonly output: () => string;
  /** The one-time password of the first start, as an administrator finds it beside the keys. */
  readonly oneTimePassword: () => Promise<string>;
  readonly stop: () => Promise<void>;
};

type Options = {
  /** Without one, the first start makes a one-time password. */
  readonly initialPassword?: string;
};

/** The built server as its own process, with the embedded database in a folder of its own. */
export async function startServer({ initialPassword }: Options = {}): Promise<Server> {
  if (!existsSync(MAIN)) throw new Error('Build first: npm run build');
  const dataDir = await mkdtemp(join(tmpdir(), 'wardkeep-e2e-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, [MAIN], {
    cwd: dataDir,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: String(port),
      WARDKEEP_DATA_DIR: dataDir,
      ...(initialPassword !== undefined && { WARDKEEP_INITIAL_ADMIN_PASSWORD: initialPassword }),
    },
  });
  const output = follow(child);
  const stop = async () => {
    await end(child);
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    await untilReady(url, child, output);
  } catch (error) {
    await stop();
    throw error;
  }
  const oneTimePassword = async () => (await readFile(join(dataDir, 'initial-admin-password'), 'utf8')).trim();
  return { url, output, oneTimePassword, stop };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

function follow(child: ChildProcess): () => string {
  let text = '';
  const add = (chunk: Buffer) => (text = (text + chunk.toString()).slice(-KEPT_OUTPUT));
  child.stdout?.on('data', add);
  child.stderr?.on('data', add);
  return () => text;
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;

async function untilReady(url: string, child: ChildProcess, output: () => string): Promise<void> {
  const deadline = Date.now() + READY_MS;
  while (Date.now() < deadline) {
    if (hasEnded(child)) throw new Error(`The server ended before it was ready:\n${output()}`);
    const answer = await fetch(`${url}/health/ready`).catch(() => null);
    if (answer?.ok) return;
    await wait(100);
  }
  throw new Error(`The server was not ready after ${READY_MS / 1000} s:\n${output()}`);
}

async function end(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const giveUp = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await ended;
  clearTimeout(giveUp);
}
