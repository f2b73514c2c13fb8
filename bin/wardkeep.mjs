#!/usr/bin/env node
import { existsSync } from 'node:fs';

const program = new URL('../dist/apps/api/src/cli.js', import.meta.url);

if (existsSync(program)) {
  await import(program.href);
} else {
  process.stderr.write('Wardkeep is not built yet. First: npm run build\n');
  process.exitCode = 1;
}
