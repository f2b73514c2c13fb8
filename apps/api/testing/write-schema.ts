import { writeFile } from 'node:fs/promises';
import { openPglite } from '../src/platform/database/embedded.js';
import { migrate } from '../src/platform/database/migrate.js';
import { SCHEMA_FILE, schemaOf } from './schema.js';

const database = await openPglite({});
await migrate(database.dataSource);
await writeFile(SCHEMA_FILE, await schemaOf(database.dataSource));
await database.close();
