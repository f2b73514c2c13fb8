/** Runs once before the first test of the API. What it prepares is TypeScript: global-setup.ts, beside this file. */
import './typescript.mjs';

export default async function globalSetup() {
  const setup = await import('./global-setup.ts');
  await setup.default();
}
