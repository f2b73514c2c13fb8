/** Runs once after the last test of the API. */
import './typescript.mjs';

export default async function globalTeardown() {
  const { discard } = await import('./prepared-database.ts');
  await discard();
}
