import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite, type PGliteOptions } from '@electric-sql/pglite';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { createPgConfig } from '@electric-sql/pglite/node-postgres';
import type { DataSource } from 'typeorm';
import { embeddedSource } from './data-source.js';
import { lockFolder } from './folder-lock.js';

export type OpenDatabase = { readonly dataSource: DataSource; readonly close: () => Promise<void> };

/** PostgreSQL inside this process, kept in `<dataDir>/db`. One connection; the directory is locked. */
export async function openEmbedded(dataDir: string): Promise<OpenDatabase> {
  const unlock = await lockFolder(dataDir);
  try {
    const folder = join(dataDir, 'db');
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return await openPglite({ dataDir: folder }, unlock);
  } catch (error) {
    await unlock();
    throw error;
  }
}

/** The same without a directory: in memory, perhaps from a dump; for tests. */
export async function openPglite(options: PGliteOptions, onClosed?: () => Promise<void>): Promise<OpenDatabase> {
  const lite = await PGlite.create({ ...options, extensions: { pg_trgm } });
  const dataSource = embeddedSource(createPgConfig(lite));
  await dataSource.initialize();
  return {
    dataSource,
    close: async () => {
      await dataSource.destroy();
      await lite.close();
      await onClosed?.();
    },
  };
}
