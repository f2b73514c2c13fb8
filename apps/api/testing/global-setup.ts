import { prepare } from './prepared-database.js';

/** Runs once before the first test of the API: migrates the database that every test file gets a copy of. */
export default async function globalSetup(): Promise<void> {
  await prepare();
}
