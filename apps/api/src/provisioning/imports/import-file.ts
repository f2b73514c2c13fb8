import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { TextDecoder } from 'node:util';
import { parse, type Options } from 'csv-parse';
import { parse as parseAll } from 'csv-parse/sync';
import { IMPORT_LIMITS } from 'wardkeep/contracts';
import { Problem } from '../../platform/http/problem.js';

type Delimiter = ',' | ';' | '\t';

/** A record as the file has it, and the line where it ends. */
export type FileRecord = { readonly line: number; readonly cells: readonly string[] };

/** A file of which the first line was read. */
export type OpenedFile = {
  readonly delimiter: Delimiter;
  readonly headers: readonly string[];
  /** The records behind the headers, in batches; whatever can not be read ends it with a refusal. */
  readonly records: (take: (batch: readonly FileRecord[]) => Promise<void>) => Promise<void>;
  /** How many bytes were read so far, and what they are by SHA-256. */
  readonly read: () => { readonly bytes: number; readonly sha256: string };
};

type Parsed = { readonly record: string[]; readonly info: { readonly lines: number; readonly bytes: number } };

const DELIMITERS: readonly Delimiter[] = [',', ';', '\t'];
const HEAD_BYTES = 65_536;
/** A batch is full with so many records, or with so many bytes of them. */
const BATCH = 1_000;
const BATCH_BYTES = 1_048_576;
/** So much is parsed at a stretch: everybody else has a turn in between. */
const PIECE_BYTES = 16_384;
const BYTE_ORDER_MARK = '\uFEFF';

/** How the beginning of a file tells that it is none of text. */
const SIGNATURES: readonly (readonly [code: string, bytes: readonly number[], detail: string])[] = [
  ['gzip', [0x1f, 0x8b], 'is compressed; send the CSV file itself'],
  ['zip', [0x50, 0x4b, 0x03, 0x04], 'is a spreadsheet or an archive; save it as CSV in UTF-8'],
  ['spreadsheet', [0xd0, 0xcf, 0x11, 0xe0], 'is a spreadsheet; save it as CSV in UTF-8'],
];
const UTF_16: readonly (readonly number[])[] = [
  [0xff, 0xfe],
  [0xfe, 0xff],
];

const OPTIONS = {
  bom: true,
  info: true,
  relax_column_count: true,
  skip_empty_lines: true,
  skip_records_with_empty_values: true,
  record_delimiter: ['\r\n', '\n', '\r'],
  max_record_size: IMPORT_LIMITS.recordBytes,
} as const satisfies Options;

/** Reads as much as tells what the file is; the rest is read by `records`, no faster than they are taken. */
export async function openFile(chunks: AsyncIterable<Buffer>): Promise<OpenedFile> {
  const iterator = chunks[Symbol.asyncIterator]();
  const head = await headOf(iterator);
  refuseOtherKinds(head);
  const line = firstLine(head.toString('utf8'));
  const delimiter = delimiterOf(line);
  const headers = headersOf(line, delimiter);
  const hash = createHash('sha256');
  let bytes = 0;
  async function* whole(): AsyncGenerator<Buffer> {
    const decoder = new TextDecoder('utf-8', { fatal: true });
    for (let chunk: Buffer | undefined = head; chunk; chunk = await nextOf(iterator)) {
      for (let from = 0; from < chunk.length; from += PIECE_BYTES) {
        const piece = chunk.subarray(from, from + PIECE_BYTES);
        bytes += piece.length;
        hash.update(piece);
        decode(decoder, piece);
        yield piece;
        await nextTurn();
      }
    }
    decode(decoder);
  }
  return {
    delimiter,
    headers,
    read: () => ({ bytes, sha256: hash.copy().digest('hex') }),
    records: (take) => readRecords(whole(), delimiter, take),
  };
}

async function readRecords(
  chunks: AsyncIterable<Buffer>,
  delimiter: Delimiter,
  take: (batch: readonly FileRecord[]) => Promise<void>,
): Promise<void> {
  const parser = parse({ ...OPTIONS, delimiter });
  await pipeline(chunks, parser, async (records: AsyncIterable<Parsed>) => {
    let batch: FileRecord[] = [];
    let count = 0;
    let taken = 0;
    for await (const { record, info } of records) {
      count += 1;
      if (count === 1) continue;
      if (count > IMPORT_LIMITS.rows + 1) throw unreadable('too-many-rows', `has more than ${IMPORT_LIMITS.rows} rows`);
      batch.push({ line: info.lines, cells: record });
      if (batch.length < BATCH && info.bytes - taken < BATCH_BYTES) continue;
      await take(batch);
      batch = [];
      taken = info.bytes;
    }
    if (batch.length > 0) await take(batch);
  }).catch(explain);
}

/** The first line, as the parser reads it. */
function headersOf(line: string, delimiter: Delimiter): readonly string[] {
  try {
    const [headers] = parseAll(line, { bom: true, columns: false, delimiter, relax_column_count: true });
    if (headers) return headers;
  } catch (error) {
    explain(error);
  }
  throw unreadable('empty', 'has an empty first line');
}

async function headOf(iterator: AsyncIterator<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  while (length < HEAD_BYTES && !isWhole(chunks)) {
    const chunk = await nextOf(iterator);
    if (!chunk) break;
    chunks.push(chunk);
    length += chunk.length;
  }
  return Buffer.concat(chunks);
}

/** Whether the first line is there. */
function isWhole(chunks: readonly Buffer[]): boolean {
  const text = Buffer.concat(chunks).toString('latin1');
  return firstLine(text).length < text.length;
}

async function nextOf(iterator: AsyncIterator<Buffer>): Promise<Buffer | undefined> {
  const next = await iterator.next();
  return next.done === true ? undefined : next.value;
}

/** Up to the first line end that no quotes hold. */
function firstLine(text: string): string {
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted && (character === '\n' || character === '\r')) return text.slice(0, at);
  }
  return text;
}

/** The one that parts the first line most often. */
function delimiterOf(line: string): Delimiter {
  const unquoted = line.replace(/"[^"]*"/g, '');
  const counted = DELIMITERS.map((delimiter) => [delimiter, unquoted.split(delimiter).length] as const);
  return counted.reduce((most, one) => (one[1] > most[1] ? one : most))[0];
}

function refuseOtherKinds(head: Buffer): void {
  const known = SIGNATURES.find(([, bytes]) => startsWith(head, bytes));
  if (known) {
    const [code, , detail] = known;
    throw new Problem('unsupported-media-type', {
      detail: `The file ${detail}.`,
      errors: [{ pointer: '/file', code, detail }],
    });
  }
  if (UTF_16.some((bytes) => startsWith(head, bytes)))
    throw unreadable('utf-16', 'is in UTF-16; save it as CSV in UTF-8');
  const line = firstLine(head.toString('latin1'));
  if (line.includes('\0')) throw unreadable('nul', 'holds NUL characters in its first line; save it as CSV in UTF-8');
  decode(new TextDecoder('utf-8', { fatal: true }), head.subarray(0, line.length), line.length < head.length);
  if (line.length === head.length && head.length >= HEAD_BYTES) {
    throw unreadable('too-many-columns', `has a first line of more than ${HEAD_BYTES} bytes`);
  }
  if (head.toString('utf8').replace(BYTE_ORDER_MARK, '').trim() === '') throw unreadable('empty', 'is empty');
}

function startsWith(head: Buffer, bytes: readonly number[]): boolean {
  return bytes.every((byte, index) => head[index] === byte);
}

/** Without a chunk, or with one that is all there is, nothing may be left half. */
function decode(decoder: TextDecoder, chunk?: Buffer, isAll = chunk === undefined): void {
  try {
    decoder.decode(chunk, { stream: !isAll });
  } catch {
    throw unreadable('not-utf-8', 'is not in UTF-8; save it as CSV in UTF-8');
  }
}

const PARSER_ERRORS: Readonly<Record<string, readonly [code: string, detail: string]>> = {
  CSV_QUOTE_NOT_CLOSED: ['quote-not-closed', 'has a quote that is never closed'],
  CSV_INVALID_CLOSING_QUOTE: ['misplaced-quote', 'has something behind a closing quote'],
  INVALID_OPENING_QUOTE: ['misplaced-quote', 'has a quote inside of a cell that does not begin with one'],
  CSV_MAX_RECORD_SIZE: ['record-too-long', `has a record of more than ${IMPORT_LIMITS.recordBytes} bytes`],
};

/** What the parser complains of, by its line and without what the file holds. */
function explain(error: unknown): never {
  const { code = '', lines } = error as { readonly code?: string; readonly lines?: number };
  const known = PARSER_ERRORS[code];
  if (known) throw unreadable(known[0], `${known[1]} (line ${lines ?? '?'})`);
  throw error;
}

export function unreadable(code: string, detail: string): Problem {
  return new Problem('import-unreadable', {
    detail: `The file ${detail}.`,
    errors: [{ pointer: '/file', code, detail }],
  });
}
