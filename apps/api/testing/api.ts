import 'reflect-metadata';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { buildApp } from '../src/app.js';
import { FirstStartService } from '../src/auth/first-start.service.js';
import type { Config } from '../src/platform/config/config.js';
import { loadConfig } from '../src/platform/config/load-config.js';
import { openKeys } from '../src/platform/database/open-keys.js';
import { createLogger } from '../src/platform/logging/logger.js';
import type { RequestTimes } from '../src/platform/http/request-times.js';
import { PinoLogger } from '../src/platform/logging/pino-logger.js';
import { Client, type Session } from './client.js';
import { openAgain, openTestDatabase, type TestDatabase } from './database.js';
import { Given, PASSWORD } from './given.js';

type Options = {
  /** What would stand in the configuration file. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** The public address; cookies are `Secure` when it begins with https. */
  readonly baseUrl?: string;
  /** How long requests may take to arrive, where not as long as ever. */
  readonly times?: RequestTimes;
  /** Another instance, whose database, keys and settings this one has too. On a server only. */
  readonly beside?: TestApi;
};

/** The whole API on a free loopback port, with a database of its own and `sys-admin`, whose password is PASSWORD. */
export type TestApi = {
  readonly app: NestFastifyApplication;
  readonly url: string;
  readonly database: TestDatabase;
  readonly given: Given;
  readonly config: Config;
  /** Every line that it logged. */
  readonly log: readonly string[];
  /** Calls as nobody in particular. */
  readonly anybody: Client;
  /** Calls with a session made by `given.session`, or with a bearer token. */
  readonly as: (session: Session, headers?: Readonly<Record<string, string>>) => Client;
  readonly get: <T>(type: Type<T> | (abstract new (...args: never[]) => T)) => T;
  readonly close: () => Promise<void>;
};

export async function startApi({
  settings = {},
  baseUrl = 'http://wardkeep.test',
  beside,
  times,
}: Options = {}): Promise<TestApi> {
  const folder = await mkdtemp(join(tmpdir(), 'wardkeep-api-'));
  const database = await (beside ? openAgain(beside.database) : openTestDatabase());
  const config = beside?.config ?? (await configured(folder, database.url, settings, baseUrl));
  const log: string[] = [];
  const logger = new PinoLogger(createLogger(config, { write: (line: string) => void log.push(line) }));
  const { ring, sessionTokens } = await openKeys(config, database.dataSource);
  const app = await buildApp({ config, dataSource: database.dataSource, ring, sessionTokens, logger }, null, times);
  await app.get(FirstStartService).run();
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  const get: TestApi['get'] = (type) => app.get(type as Type, { strict: false });
  return {
    app,
    url,
    database,
    config,
    log,
    get,
    given: await Given.on(get, database),
    anybody: new Client(url),
    as: (session, headers) => new Client(url, { authorization: `Bearer ${session.token}`, ...headers }),
    close: async () => {
      await app.close();
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function configured(
  folder: string,
  databaseUrl: string | null,
  settings: Readonly<Record<string, unknown>>,
  baseUrl: string,
): Promise<Config> {
  const file = join(folder, 'wardkeep.config.yaml');
  await writeFile(file, JSON.stringify(settings), { mode: 0o600 });
  return loadConfig(
    {
      WARDKEEP_CONFIG: file,
      WARDKEEP_DATA_DIR: folder,
      WARDKEEP_BASE_URL: baseUrl,
      WARDKEEP_INITIAL_ADMIN_PASSWORD: PASSWORD,
      ...(databaseUrl === null ? {} : { DATABASE_URL: databaseUrl }),
    },
    folder,
  );
}
