import { describe, expect, it } from '@jest/globals';
import { CopiedUsers } from './copied-users.js';
import type { Field } from './export-columns.js';
import { jsonOf } from './export-lines.js';

type Cell = string | null;

const FIELDS: readonly Field[] = [
  { name: 'text', kind: 'text' },
  { name: 'yes', kind: 'boolean' },
  { name: 'at', kind: 'time' },
  { name: 'last', kind: 'text' },
];

const TEXTS: readonly Cell[] = [
  'Ada',
  '',
  null,
  'N',
  '\\N',
  'Ünal',
  '\u4E2D\u6587',
  '\u{1F600}',
  "O'Hara",
  'a "quoted", text',
  'back\\slash',
  'two\nlines\r\nand\ttabs\b\f\v',
  '\u0001\u001F\u007F\u2028',
  '=1+1',
  '+1',
  '-x',
  '@sum',
  ' =4',
  "'=5",
  "''-z",
  "'t Hooft",
  '\t=2',
  '\r=3',
  '\uFF1D6',
  '\u00A0@7',
  '\u3000-8',
  '\u2003+9',
  '1=1',
  'x=1',
];
const TIMES: readonly Cell[] = [
  '2026-11-22 08:00:00',
  '2026-11-22 08:00:00.5',
  '2026-11-22 08:00:00.123',
  '2026-11-22 08:00:00.123456',
  '12026-11-22 08:00:00',
  null,
];

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};
const copied = (cell: Cell) =>
  cell === null ? '\\N' : cell.replace(/[\\\b\f\n\r\t\v]/g, (sign) => ESCAPES[sign] ?? '');

const ROWS = TEXTS.map((text, index): readonly Cell[] => [
  text,
  [null, 't', 'f'][index % 3] ?? null,
  TIMES[index % TIMES.length] ?? null,
  text,
]);
const COPY = Buffer.from(ROWS.map((cells) => `${cells.map(copied).join('\t')}\n`).join(''));

const EXPECTED = jsonOf(FIELDS, ROWS).toString();

describe('users that are copied', () => {
  it('are those that are written one by one, and read back as they were', () => {
    const text = new CopiedUsers(FIELDS).write(COPY).toString();
    expect(text).toBe(EXPECTED);
    const users = JSON.parse(`[${text.slice(1)}]`) as readonly { text: string; yes: boolean | null; at: string }[];
    expect(users.map((user) => user.text)).toEqual(TEXTS);
    expect(users.slice(0, 3).map(({ yes }) => yes)).toEqual([null, true, false]);
    expect(users.slice(0, 4).map(({ at }) => at)).toEqual([
      '2026-11-22T08:00:00.000Z',
      '2026-11-22T08:00:00.500Z',
      '2026-11-22T08:00:00.123Z',
      '2026-11-22T08:00:00.123456Z',
    ]);
  });

  it.each([1, 2, 3, 7, 64])('are the same in parts of %i bytes', (size) => {
    const users = new CopiedUsers(FIELDS);
    let written = '';
    for (let at = 0; at < COPY.length; at += size) written += users.write(COPY.subarray(at, at + size)).toString();
    expect(written).toBe(EXPECTED);
  });

  it('have room for the longest', () => {
    const cells = ['\u0001'.repeat(50_000), 't', null, '"'.repeat(50_000)];
    const copy = Buffer.from(`${cells.map(copied).join('\t')}\n`);
    expect(new CopiedUsers(FIELDS).write(copy).equals(jsonOf(FIELDS, [cells]))).toBe(true);
  });
});
