import { createHash } from 'node:crypto';
import type { Page, Total } from 'wardkeep/contracts';
import { Problem } from '../http/problem.js';
import { isUuid } from '../ids.js';

/**
 * What a sort column holds: decides what a cursor may bring back for it. `time` is RFC 3339 in UTC or `-infinity`;
 * `number` fits an integer column, `sequence` a bigint.
 */
export type CursorShape = 'text' | 'uuid' | 'number' | 'sequence' | 'time';

type ValueOf<Shape extends CursorShape> = Shape extends 'number' | 'sequence' ? number : string;

export type CursorPlace = {
  /** Name, sort and filters of the list in one text that is the same for each of its pages. */
  readonly list: string;
  /** The sort columns of the last row of the page, the unique one last. */
  readonly values: readonly (string | number)[];
  /** Counted for the first page; later pages take it from their cursor. */
  readonly total?: Total | undefined;
};

const LIST_HASH_BYTES = 12;
const MAX_LENGTH = 2_000;
const MOST_OF_AN_INTEGER = 2_147_483_647;
const BASE64URL = /^[A-Za-z0-9_-]+$/;
/** What PostgreSQL keeps in no text: NUL and half surrogate pairs. */
const UNREADABLE = /[\0\p{Cs}]/u;
const RFC_3339 = /^(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z$/;

/** An opaque text that says where a page ended. It is no secret and no permission: filters are checked anew. */
export function encodeCursor({ list, values, total }: CursorPlace): string {
  const parts = [hashOf(list), values, ...(total ? [total.value, total.relation] : [])];
  return Buffer.from(JSON.stringify(parts), 'utf8').toString('base64url');
}

/** Where to go on. Whatever this list can not have given out is `invalid-cursor`. */
export function decodeCursor<const Shapes extends readonly CursorShape[]>(
  text: string,
  list: string,
  shapes: Shapes,
): { readonly values: { readonly [I in keyof Shapes]: ValueOf<Shapes[I]> }; readonly total: Total | undefined } {
  const [hash, values, ...counted] = partsOf(text);
  const isOurs = hash === hashOf(list) && isShaped(values, shapes) && (counted.length === 0 || isTotal(counted));
  if (!isOurs) throw new Problem('invalid-cursor');
  const [value, relation] = counted as [number?, Total['relation']?];
  return {
    values: values as never,
    total: value === undefined || relation === undefined ? undefined : { value, relation },
  };
}

/** A page of the rows found, of which one more than `limit` was asked for to know whether there are more. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  page: {
    readonly limit: number;
    readonly list: string;
    readonly total: Total;
    readonly valuesOf: (row: Row) => readonly (string | number)[];
    readonly toItem: (row: Row) => Item;
  },
): Page<Item> {
  const { limit, list, total, valuesOf, toItem } = page;
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  const nextCursor = last === undefined ? null : encodeCursor({ list, values: valuesOf(last), total });
  return { items: rows.slice(0, limit).map(toItem), nextCursor, total };
}

function hashOf(list: string): string {
  return createHash('sha256').update(list, 'utf8').digest().subarray(0, LIST_HASH_BYTES).toString('base64url');
}

function partsOf(text: string): readonly unknown[] {
  if (text.length > MAX_LENGTH || !BASE64URL.test(text)) throw new Problem('invalid-cursor');
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return Array.isArray(parts) ? (parts as unknown[]) : [];
  } catch {
    throw new Problem('invalid-cursor');
  }
}

function isShaped(values: unknown, shapes: readonly CursorShape[]): boolean {
  if (!Array.isArray(values) || values.length !== shapes.length) return false;
  return shapes.every((shape, index) => FITS[shape]((values as unknown[])[index]));
}

const FITS: Readonly<Record<CursorShape, (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string' && !UNREADABLE.test(value),
  uuid: (value) => typeof value === 'string' && isUuid(value),
  number: (value) => Number.isInteger(value) && Math.abs(Number(value)) <= MOST_OF_AN_INTEGER,
  sequence: (value) => Number.isSafeInteger(value),
  time: (value) => typeof value === 'string' && (value === '-infinity' || isTime(value)),
};

function isTime(text: string): boolean {
  const time = new Date(RFC_3339.test(text) ? text : Number.NaN);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(text.slice(0, 10));
}

function isTotal(counted: readonly unknown[]): boolean {
  const [value, relation] = counted;
  return (
    counted.length === 2 &&
    Number.isSafeInteger(value) &&
    Number(value) >= 0 &&
    (relation === 'exact' || relation === 'atLeast')
  );
}
