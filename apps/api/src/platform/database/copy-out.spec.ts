import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { CopyOut } from './copy-out.js';

const message = (kind: string, content: string | Buffer = '') => {
  const body = Buffer.from(content);
  const head = Buffer.alloc(5);
  head.write(kind);
  head.writeUInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
};
const ROWS = ['ada\tLovelace\n', 'Ünal\t\\N\n', '\n', `${'long '.repeat(20_000)}\n`, 'last\n'];
const BEGIN = message('H', Buffer.alloc(7));
const END = Buffer.concat([message('c'), message('C', 'COPY 5\0'), message('Z', 'I')]);
const SAID = Buffer.concat([
  BEGIN,
  ...ROWS.map((row) => message('d', row)),
  message('N', 'a notice'),
  message('S', 'x'),
]);

/** A copy on a connection whose driver does nothing but keep what it hears. */
function begun() {
  const stream = new PassThrough();
  const heard: Buffer[] = [];
  const asked: string[] = [];
  stream.on('data', (part: Buffer) => void heard.push(part));
  const copy = new CopyOut('COPY users TO STDOUT');
  const connection = { stream, query: (text: string) => void asked.push(text) };
  copy.submit(connection as unknown as pg.Connection);
  return { stream, copy, asked, heard: () => Buffer.concat(heard) };
}

async function taken(copy: CopyOut): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of copy) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('what a COPY says', () => {
  it.each([1, 3, 5, 4_096, Infinity])(
    'is its rows, in parts of %d bytes, and its end is the driver’s',
    async (size) => {
      const { stream, copy, asked, heard } = begun();
      const all = Buffer.concat([SAID, END]);
      const rows = taken(copy);
      for (let at = 0; at < all.length; at += size) {
        stream.write(all.subarray(at, at + size));
        if (size > 5 || at % 1_000 === 0) await turn();
      }
      while (!heard().equals(END)) await turn();
      copy.handleCommandComplete();
      expect(await rows).toBe(ROWS.join(''));
      expect(asked).toEqual(['COPY users TO STDOUT']);
    },
  );

  it('is the driver’s where it is an error, also behind rows', async () => {
    const { stream, copy, heard } = begun();
    const rows = taken(copy);
    const error = message('E', 'SFATAL\0C57014\0\0');
    stream.write(Buffer.concat([BEGIN, message('d', 'ada\n'), error]));
    while (!heard().equals(error)) await turn();
    copy.handleError(new Error('canceling statement'));
    await expect(rows).rejects.toThrow('canceling statement');
  });

  it('stays on the connection until somebody takes it', async () => {
    const { stream, copy, heard } = begun();
    const part = message('d', `${'x'.repeat(1_000)}\n`);
    const isRoom = () => stream.write(part);
    while (isRoom()) await turn();
    expect({ isHeld: copy.readableLength <= copy.readableHighWaterMark + part.length, heard: heard().length }).toEqual({
      isHeld: true,
      heard: 0,
    });
    stream.write(END);
    const rows = taken(copy);
    while (!heard().equals(END)) await turn();
    copy.handleCommandComplete();
    expect((await rows).replaceAll('x', '')).toMatch(/^\n+$/);
  });
});
