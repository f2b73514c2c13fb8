import { Readable } from 'node:stream';
import type pg from 'pg';

const COPY_DATA = 0x64;
/** CopyOutResponse, and what the server may say in between: a notice, a parameter, a notification. */
const PASSED_OVER = new Set([0x48, 0x4e, 0x53, 0x41]);
/** A kind, and a length that counts itself. */
const HEAD_LENGTH = 5;

type Wire = Readable & { readonly listeners: (event: 'data') => ((chunk: Buffer) => void)[] };
type Connection = { readonly stream: Wire; readonly query: (text: string) => void };

/**
 * What a COPY … TO STDOUT says, as it comes. It takes the bytes off the connection before the driver does: a message
 * for each row costs less to be unwrapped in place than to be told of one by one. As much is read as somebody takes.
 */
export class CopyOut extends Readable implements pg.Submittable {
  private connection: Connection | null = null;
  private driver: ((chunk: Buffer) => void) | null = null;
  private rest: Buffer = Buffer.alloc(0);
  private readonly onReadable = () => this.forward();
  private isWanted = false;

  constructor(private readonly text: string) {
    super();
  }

  submit(connection: pg.Connection): void {
    this.connection = connection as unknown as Connection;
    const { stream } = this.connection;
    this.driver = stream.listeners('data')[0] ?? null;
    if (this.driver) stream.removeListener('data', this.driver);
    stream.pause();
    stream.on('readable', this.onReadable);
    this.connection.query(this.text);
  }

  handleError(error: Error): void {
    this.destroy(error);
  }

  handleCommandComplete(): void {
    this.push(null);
  }

  handleReadyForQuery(): void {
    // The connection is for this alone.
  }

  override _read(): void {
    this.isWanted = true;
    this.forward();
  }

  private forward(): void {
    while (this.isWanted && this.driver) {
      const chunk = this.connection?.stream.read() as Buffer | null | undefined;
      if (!chunk) return;
      this.unwrap(this.rest.length > 0 ? Buffer.concat([this.rest, chunk]) : chunk);
    }
  }

  private unwrap(input: Buffer): void {
    let [at, length] = [0, 0];
    let isOver = false;
    while (!isOver && at + HEAD_LENGTH <= input.length) {
      const next = at + 1 + input.readUInt32BE(at + 1);
      const kind = input[at] as number;
      isOver = kind !== COPY_DATA && !PASSED_OVER.has(kind);
      if (isOver || next > input.length) break;
      if (kind === COPY_DATA) length += input.copy(input, length, at + HEAD_LENGTH, next);
      at = next;
    }
    this.rest = input.subarray(at);
    if (length > 0) this.isWanted = this.push(input.subarray(0, length));
    if (isOver) this.giveBack();
  }

  /** What follows the rows, or comes in place of them, is the driver's. */
  private giveBack(): void {
    const { driver, connection, rest } = this;
    if (!driver || !connection) return;
    this.driver = null;
    connection.stream.removeListener('readable', this.onReadable);
    connection.stream.on('data', driver);
    driver(rest);
    process.nextTick(() => connection.stream.resume());
  }
}
