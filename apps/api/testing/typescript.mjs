/**
 * Lets Node run the TypeScript sources as they are: `node --import ./apps/api/testing/typescript.mjs x.ts`, and the threads
 * that tests of jest start. It reads the same .swcrc as the build, so decorators and their metadata are those of production.
 */
import { register } from 'node:module';

register('./typescript-hooks.mjs', import.meta.url);
