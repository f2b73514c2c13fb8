import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { buildApp } from './app.js';
import { FirstStartService } from './auth/first-start.service.js';
import { InitialPasswordFile } from './users/initial-password-file.js';
import { explain } from './explain.js';
import type { Config } from './platform/config/config.js';
import { loadConfig } from './platform/config/load-config.js';
import { openKeys } from './platform/database/open-keys.js';
import { openDatabase } from './platform/database/open.js';
import { Readiness } from './platform/health/readiness.js';
import { createLogger } from './platform/logging/logger.js';
import { PinoLogger } from './platform/logging/pino-logger.js';

const STOP_MS = 5_000;
/** How long a proxy has to notice that this instance is not ready before it stops listening. */
const DRAIN_MS = 1_000;
const CONSOLE = join(dirname(fileURLToPath(import.meta.url)), '../../web');

/** Garbage is collected once the heap has doubled: on large machines V8 would let it quadruple. */
const HEAP = '--heap-growing-percent=100';

async function start(): Promise<void> {
  setFlagsFromString(HEAP);
  const config = loadConfig();
  const logger = new PinoLogger(createLogger(config));
  const database = await openDatabase(config, logger);
  const keys = await openKeys(config, database.dataSource);
  const { ring, sessionTokens } = keys;
  const folder = existsSync(join(CONSOLE, 'index.html')) ? CONSOLE : null;
  const app = await buildApp({ config, dataSource: database.dataSource, ring, sessionTokens, logger }, folder);
  const oneTimePassword = await app.get(FirstStartService).run();
  await app.listen(config.port, config.host);
  stopOnSignal(app, database.close);
  tellWhere(config, oneTimePassword, app.get(InitialPasswordFile).path, keys.isNew);
}

/** Not ready first, so that a proxy turns away; then what is under way ends, at most for five seconds. */
function stopOnSignal(app: NestFastifyApplication, closeDatabase: () => Promise<void>): void {
  let isStopping = false;
  const stop = async () => {
    if (isStopping) return;
    isStopping = true;
    app.get(Readiness).stopping();
    setTimeout(() => process.exit(1), STOP_MS).unref();
    await sleep(DRAIN_MS);
    await app.close();
    await closeDatabase();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop());
}

function tellWhere(config: Config, oneTimePassword: string | null, passwordFile: string, isNewRing: boolean): void {
  const lines = [`Wardkeep is ready at ${config.baseUrl}`];
  if (oneTimePassword !== null) {
    lines.push(`Sign in as sys-admin with the one-time password: ${oneTimePassword}`);
    lines.push(`(also in ${passwordFile} until it is changed)`);
  }
  if (isNewRing) lines.push(`New keys were made. Back this file up, apart from the database: ${config.keysFile}`);
  process.stdout.write(`\n${lines.map((line) => `  ${line}`).join('\n')}\n\n`);
}

start().catch((error: unknown) => {
  const { text, exitCode } = explain(error, 'Wardkeep can not start');
  process.stderr.write(text);
  process.exit(exitCode);
});
