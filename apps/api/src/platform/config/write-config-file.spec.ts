import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadConfig } from './load-config.js';
import { writeConfigFile } from './write-config-file.js';

const SETTINGS = new Map([
  ['hashing.memoryKib', 65_536],
  ['hashing.passes', 3],
]);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wardkeep-write-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What the file says afterwards; it must be one that Wardkeep reads. */
function written(before: string | null, name = 'wardkeep.config.yaml'): string {
  const path = join(folder, name);
  if (before !== null) writeFileSync(path, before);
  writeConfigFile(path, SETTINGS);
  const { hashing } = loadConfig({ WARDKEEP_CONFIG: name }, folder);
  expect(hashing).toMatchObject({ memoryKib: 65_536, passes: 3 });
  return readFileSync(path, 'utf8');
}

describe('writeConfigFile', () => {
  it('makes the file when there is none', () =>
    expect(written(null)).toBe('hashing:\n  memoryKib: 65536\n  passes: 3\n'));

  it('keeps comments, order and everything else', () => {
    const before =
      '# ours\nport: 9000 # behind nginx\n\nhashing:\n  # measured in May\n  passes: 2\n  slots: 3\nhost: 0.0.0.0\n';
    const after = written(before);
    expect(after).toBe(before.replace('passes: 2\n  slots: 3', 'passes: 3\n  slots: 3\n  memoryKib: 65536'));
  });

  it.each([
    ['an empty file', ''],
    ['comments alone', '# nothing yet\n'],
    ['a section without a value', 'hashing:\nport: 1\n'],
    ['a section in braces', 'hashing: {passes: 2}\n'],
    ['names in one piece', 'hashing.passes: 2\nhashing.memoryKib: 20000\n'],
  ])('writes into %s', (_what, before) => {
    const after = written(before);
    if (before.startsWith('#')) expect(after).toContain('# nothing yet');
  });

  it('writes JSON into JSON', () => {
    const after = written('{"port": 9000, "hashing": {"slots": 2}}', 'wardkeep.json');
    expect(JSON.parse(after)).toEqual({ port: 9_000, hashing: { slots: 2, memoryKib: 65_536, passes: 3 } });
  });

  it('leaves a file alone in which the section is something else', () => {
    const path = join(folder, 'other.yaml');
    writeFileSync(path, 'hashing: fast\n');
    expect(() => writeConfigFile(path, SETTINGS)).toThrow();
    expect(readFileSync(path, 'utf8')).toBe('hashing: fast\n');
  });
});
