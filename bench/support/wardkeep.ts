import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startChild, type Child } from './child.js';
import { must, send } from './http-client.js';
import { freePort, openPostgres } from './postgres.js';
import type { Transaction } from './record-statements.js';

export const PASSWORD = 'Bench-correct-horse-42!';

export type Headers = Readonly<Record<string, string>>;

export type Wardkeep = {
  /** Where the server listens. */
  readonly origin: string;
  /** Where its API begins. */
  readonly api: string;
  /** The session of sys-admin, as headers. */
  readonly admin: Headers;
  readonly databaseUrl: string;
  /** The server's process. */
  readonly pid: number;
  /** One more instance on the same database; ends with the work. */
  readonly another: () => Promise<{ readonly api: string }>;
  /** The transactions of the server that begin during the work. */
  readonly transactionsOf: (work: () => Promise<unknown>) => Promise<Transaction[]>;
  /** For how many ms the server's event loop stood still at most during the work. */
  readonly stallOf: (work: () => Promise<unknown>) => Promise<number>;
  /** How many MB of the server's heap are alive; collects its garbage, which takes time. */
  readonly liveHeap: () => Promise<number>;
};

type Settings = {
  readonly script?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** What the configuration file says. */
  readonly configuration?: object;
};

/** For benchmarks whose wrong guesses are not to lock or slow anybody. */
export const PATIENT = {
  lockout: { maxFailures: 100, addressSlowAfter: 100_000, addressRefuseAfter: 1_000_000 },
};

/** Runs the work against the built server on PostgreSQL, and ends what was started. */
export async function withWardkeep(
  work: (wardkeep: Wardkeep) => Promise<void>,
  settings: Settings = {},
): Promise<void> {
  const database = await openPostgres();
  const folder = mkdtempSync(join(tmpdir(), 'wardkeep-bench-data-'));
  const instances: Instance[] = [];
  const start = async (): Promise<Instance> => {
    const instance = await startInstance(database.url, folder, settings);
    instances.push(instance);
    await listening(`${instance.origin}/health/ready`);
    return instance;
  };
  try {
    const { origin, api, child } = await start();
    const { ask, pid } = child;
    const transactionsOf = async (recorded: () => Promise<unknown>) => {
      await ask({ record: true });
      await recorded();
      return ask<Transaction[]>({ record: false });
    };
    const stallOf = async (watched: () => Promise<unknown>) => {
      await ask({ stall: true });
      await watched();
      return ask<number>({ stall: false });
    };
    await work({
      origin,
      api,
      admin: await signIn(api, 'primary', 'sys-admin'),
      databaseUrl: database.url,
      pid,
      another: start,
      transactionsOf,
      stallOf,
      liveHeap: () => ask<number>({ alive: true }),
    });
  } finally {
    for (const { child } of instances) await child.stop();
    await database.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

type Instance = { readonly origin: string; readonly api: string; readonly child: Child };

/** Instances share their folder, as they share the keys in production. */
async function startInstance(databaseUrl: string, folder: string, settings: Settings): Promise<Instance> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const configuration = join(folder, 'wardkeep.json');
  writeFileSync(configuration, JSON.stringify(settings.configuration ?? {}));
  const child = startChild(settings.script ?? 'dist/apps/api/src/main.js', {
    preload: ['bench/support/record-statements.ts', 'bench/support/loop-delay.ts', 'bench/support/live-heap.ts'],
    env: {
      PORT: String(port),
      HOST: '127.0.0.1',
      DATABASE_URL: databaseUrl,
      WARDKEEP_DATA_DIR: process.env['WARDKEEP_DATA_DIR'] ?? folder,
      WARDKEEP_CONFIG: configuration,
      WARDKEEP_INITIAL_ADMIN_PASSWORD: PASSWORD,
      NODE_ENV: 'production',
      ...settings.env,
    },
  });
  return { origin, api: `${origin}/api/v1`, child };
}

async function listening(url: string): Promise<void> {
  for (const end = Date.now() + 30_000; ; await sleep(50)) {
    try {
      await send(url);
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
    }
  }
}

type SignIn = { readonly accessToken?: string };

/** The headers of a new session for scripts. */
export async function signIn(api: string, domain: string, username: string, password = PASSWORD): Promise<Headers> {
  const body = { domain, username, password, delivery: 'bearer' };
  const { accessToken } = await must<SignIn>(`${api}/auth/sign-in`, { method: 'POST', body });
  return { authorization: `Bearer ${accessToken ?? ''}` };
}

/** A server that does nothing but what it is to be compared with: one statement of `pg` a request, if not told otherwise. */
export async function startBare(
  databaseUrl: string,
  script = 'bench/support/bare-server.ts',
): Promise<Child & { readonly origin: string }> {
  const port = await freePort();
  const child = startChild(script, { args: [String(port), databaseUrl] });
  const origin = `http://127.0.0.1:${port}`;
  await listening(origin);
  return { ...child, origin };
}
