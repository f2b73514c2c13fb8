import type { DataSource } from 'typeorm';
import type { Config } from '../config/config.js';
import type { PinoLogger } from '../logging/pino-logger.js';
import { postgresSource } from './data-source.js';
import { openEmbedded, type OpenDatabase } from './embedded.js';
import { DatabaseNotReady, migrate, migrateLocked } from './migrate.js';

/** Opens the configured database and brings it up to date. */
export async function openDatabase(config: Config, { logger }: PinoLogger): Promise<OpenDatabase> {
  const { url } = config.database;
  if (url === null) return prepared(await openEmbedded(config.dataDir), migrate);
  const dataSource = postgresSource({ url }, (error) => logger.warn({ err: error }, 'a database connection was lost'));
  await dataSource.initialize().catch(explain);
  return prepared({ dataSource, close: () => dataSource.destroy() }, () => migrateLocked(url));
}

function explain(error: unknown): never {
  const reason = error instanceof Error && error.message ? error.message : String(error);
  throw new DatabaseNotReady(`The database that DATABASE_URL names can not be reached: ${reason}`);
}

async function prepared(database: OpenDatabase, update: (source: DataSource) => Promise<void>): Promise<OpenDatabase> {
  try {
    await update(database.dataSource);
    return database;
  } catch (error) {
    await database.close().catch(() => undefined);
    throw error;
  }
}
