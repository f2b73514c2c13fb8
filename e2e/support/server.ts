import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const ROOT = resolve(import.meta.dirname, '../..');
const MAIN = join(ROOT, 'dist/apps/api/src/main.js');
const READY_MS = 60_000;
const STOP_MS = 10_000;
const KEPT_OUTPUT = 20_000;
/** Read from the folder the process runs in, which is its data directory here. */
const CONFIGURATION_FILE = 'wardkeep.config.yaml';

export type Server = {
  /** Where it listens. */
  readonly url: string;
  /** How people outside call it: the configured base URL, or where it listens. */
  readonly publicUrl: string;
  /** What the process printed, its last part. */
  readonly output: () => string;
  /** The one-time password of the first start, as an administrator finds it beside the keys. */
  readonly oneTimePassword: () => Promise<string>;
  readonly stop: () => Promise<void>;
};

type Options = {
  /** Without one, the first start makes a one-time password. */
  readonly initialPassword?: string;
  /** The host of the base URL. */
  readonly publicHost?: string;
  /** Who takes the mails. */
  readonly smtpUrl?: string;
  /** The configuration file. */
  readonly configuration?: string;
  /** Where its own calls may go beside public addresses. */
  readonly allowedNetworks?: string;
};

/** The built server as its own process, with the embedded database in a folder of its own. */
export async function startServer(options: Options = {}): Promise<Server> {
  if (!existsSync(MAIN)) throw new Error('Build first: npm run build');
  const dataDir = await mkdtemp(join(tmpdir(), 'wardkeep-e2e-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const publicUrl = options.publicHost === undefined ? url : `http://${options.publicHost}:${port}`;
  if (options.configuration !== undefined) await writeFile(join(dataDir, CONFIGURATION_FILE), options.configuration);
  const child = spawn(process.execPath, [MAIN], {
    cwd: dataDir,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: String(port),
      WARDKEEP_DATA_DIR: dataDir,
      ...variablesOf(options, publicUrl),
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
  return { url, publicUrl, output, oneTimePassword, stop };
}

const variablesOf = ({ initialPassword, publicHost, smtpUrl, allowedNetworks }: Options, publicUrl: string) => ({
  ...(initialPassword !== undefined && { WARDKEEP_INITIAL_ADMIN_PASSWORD: initialPassword }),
  ...(publicHost !== undefined && { WARDKEEP_BASE_URL: publicUrl }),
  ...(smtpUrl !== undefined && { WARDKEEP_SMTP_URL: smtpUrl }),
  ...(allowedNetworks !== undefined && { WARDKEEP_ALLOWED_NETWORKS: allowedNetworks }),
});

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
