import type { Field } from './export-columns.js';
import { beforeField, jsonValue } from './export-lines.js';

const TAB = 9;
const NEWLINE = 10;
const QUOTE = 34;
const BACKSLASH = 92;
const LETTER_N = 78;
const LETTER_T = 116;
const SECONDS_LENGTH = 19;
const DATE_LENGTH = 10;
const MINUTES_LENGTH = 16;
/** One byte of text may become `\u0001`; quotes and the rest of a time come beside. */
const MOST_OF_ONE = 6;
const MOST_BESIDE = 10;

const [PLAIN, SPECIAL, END] = [0, 1, 2];
/** What a byte is in a text that COPY wrote. One beyond ASCII is part of a letter. */
const KINDS = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte === TAB || byte === NEWLINE) return END;
  return byte < 0x20 || byte === QUOTE || byte === BACKSLASH ? SPECIAL : PLAIN;
});
const NULL = Buffer.from('null');
const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');

/**
 * Users of a JSON file out of what COPY writes as text, whose parts end anywhere. It works on the bytes: nearly every
 * text is the same in both, and is copied; what is not takes the way of `jsonValue`.
 */
export class CopiedUsers {
  private readonly places: readonly { readonly kind: Field['kind']; readonly before: Buffer }[];
  private readonly beside: number;
  private rest: Buffer = Buffer.alloc(0);
  /** Long enough for the users of one part, whatever is in them. */
  private out: Buffer = Buffer.alloc(0);
  private length = 0;

  constructor(fields: readonly Field[]) {
    this.places = fields.map((field, index) => ({ kind: field.kind, before: Buffer.from(beforeField(field, index)) }));
    this.beside = this.places.reduce((sum, { before }) => sum + before.length + MOST_BESIDE, 0);
  }

  /** The users that end with this part. */
  write(part: Buffer): Buffer {
    const input = this.rest.length > 0 ? Buffer.concat([this.rest, part]) : part;
    const end = input.lastIndexOf(NEWLINE) + 1;
    this.rest = input.subarray(end);
    this.reserve(end);
    for (let at = 0; at < end;) at = this.user(input, at);
    return Buffer.from(this.out.subarray(0, this.length));
  }

  private user(input: Buffer, from: number): number {
    let at = from;
    for (const { kind, before } of this.places) {
      this.put(before);
      if (input[at] === BACKSLASH && input[at + 1] === LETTER_N && KINDS[input[at + 2] as number] === END) {
        this.put(NULL);
        at += 3;
      } else if (kind === 'boolean') {
        this.put(input[at] === LETTER_T ? TRUE : FALSE);
        at += 2;
      } else at = this.quoted(kind, input, at);
    }
    this.out[this.length++] = 0x7d;
    return at;
  }

  /** @returns where the next field begins */
  private quoted(kind: Field['kind'], input: Buffer, from: number): number {
    const { out } = this;
    let [at, index] = [this.length, from];
    out[at++] = QUOTE;
    let byte = input[index] as number;
    while (KINDS[byte] === PLAIN) {
      out[at++] = byte;
      byte = input[++index] as number;
    }
    if (KINDS[byte] === SPECIAL) return this.special(kind, input, from);
    if (kind === 'time') {
      if (input[from + MINUTES_LENGTH] !== 0x3a) return this.special(kind, input, from);
      at = finishTime(out, this.length + 1, at);
    }
    out[at++] = QUOTE;
    this.length = at;
    return index + 1;
  }

  private special(kind: Field['kind'], input: Buffer, from: number): number {
    let end = from;
    while (KINDS[input[end] as number] !== END) end += 1;
    this.length += this.out.write(jsonValue(kind, copiedText(input.toString('utf8', from, end))), this.length);
    return end + 1;
  }

  private put(bytes: Buffer): void {
    const { out } = this;
    let at = this.length;
    for (let index = 0; index < bytes.length; index += 1) out[at++] = bytes[index] as number;
    this.length = at;
  }

  /** A user has one byte for each field at least: what ends it. */
  private reserve(bytes: number): void {
    this.length = 0;
    const most = bytes * MOST_OF_ONE + Math.ceil(bytes / this.places.length) * this.beside;
    if (this.out.length < most) this.out = Buffer.allocUnsafeSlow(most);
  }
}

/** RFC 3339 of the timestamp that stands there, whose last zeros PostgreSQL leaves out. */
function finishTime(out: Buffer, from: number, end: number): number {
  let at = end;
  out[from + DATE_LENGTH] = 0x54;
  if (at === from + SECONDS_LENGTH) out[at++] = 0x2e;
  while (at < from + SECONDS_LENGTH + 4) out[at++] = 0x30;
  out[at++] = 0x5a;
  return at;
}

const ESCAPED: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

function copiedText(text: string): string {
  return text.replace(/\\(.)/gs, (_, sign: string) => ESCAPED[sign] ?? sign);
}
