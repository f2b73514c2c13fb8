import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../platform/config/config.js';
import { InitialPasswordFile } from './initial-password-file.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wardkeep-file-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the file of the one-time password', () => {
  it('is made with its folder, which a start on PostgreSQL with its keys elsewhere has not made yet', async () => {
    const dataDir = join(folder, 'data');
    const file = new InitialPasswordFile({ dataDir } as Config);
    await file.write('one-time');
    expect(await readFile(file.path, 'utf8')).toBe('one-time\n');
    expect((await stat(file.path)).mode & 0o077).toBe(0);
    expect((await stat(dataDir)).mode & 0o077).toBe(0);
  });
});
