import { describe, expect, it } from '@jest/globals';
import { Readable } from 'node:stream';
import { openFile } from './import-file.js';

const HEAD = 'username,firstName\n';

/** How many records each batch of the file has. */
async function batchesOf(...lines: string[]): Promise<number[]> {
  const chunks = [HEAD, ...lines.map((line) => `${line}\n`)].map((text) => Buffer.from(text));
  const sizes: number[] = [];
  const file = await openFile(Readable.from(chunks));
  await file.records((batch) => {
    sizes.push(batch.length);
    return Promise.resolve();
  });
  return sizes;
}

describe('the records of a file', () => {
  it('come a thousand at a time', async () => {
    const lines = Array.from({ length: 2_500 }, (_, index) => `user-${index},Ann`);
    expect(await batchesOf(...lines)).toEqual([1_000, 1_000, 500]);
  });

  it('come in smaller batches where they are long: what is in memory has a bound', async () => {
    const long = Array.from({ length: 6 }, (_, index) => `user-${index},${'b'.repeat(600_000)}`);
    expect(await batchesOf(...long, 'short,Ann')).toEqual([2, 2, 2, 1]);
  });
});
