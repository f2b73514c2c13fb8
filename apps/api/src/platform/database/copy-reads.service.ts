import { Injectable } from '@nestjs/common';
import pg from 'pg';
import type { Readable } from 'node:stream';
import type { Actor } from '../actor.js';
import { Config } from '../config/config.js';
import { CopyOut } from './copy-out.js';
import { toProblem } from './pg-errors.js';
import { opening } from './unit-of-work.js';

const CONNECT_MS = 3_000;
/** Longer than anybody needs for a million rows, and an end nevertheless. */
const LONGEST_MS = 900_000;

export type Copying = { readonly bytes: Readable; readonly close: () => Promise<void> };

/**
 * Rows of one statement as PostgreSQL writes them, on a connection of its own that is confined to the actor's Domain like
 * any other reading transaction. As much is read as somebody takes.
 */
@Injectable()
export class CopyReads {
  private readonly url: string | null;

  constructor(config: Config) {
    this.url = config.database.url;
  }

  /** The embedded database has no COPY and no second connection. */
  get isPossible(): boolean {
    return this.url !== null;
  }

  /** `text` is a whole COPY … TO STDOUT. `settings` hold until it ends. */
  async open(actor: Actor, text: string, settings: Readonly<Record<string, string>> = {}): Promise<Copying> {
    const client = new pg.Client({
      ...(this.url !== null && { connectionString: this.url }),
      connectionTimeoutMillis: CONNECT_MS,
      statement_timeout: LONGEST_MS,
      lock_timeout: CONNECT_MS,
      keepAlive: true,
      application_name: 'wardkeep-export',
    });
    client.on('error', () => undefined);
    const close = () => ended(client);
    try {
      await client.connect();
      await client.query(opening('READ ONLY', 'wardkeep_app', actor.domain.id));
      for (const [name, value] of Object.entries(settings)) {
        await client.query('SELECT set_config($1, $2, true)', [name, value]);
      }
      return { bytes: client.query(new CopyOut(text)), close };
    } catch (error) {
      await close();
      throw toProblem(error);
    }
  }
}

/** Whatever it is doing: nobody waits for the rest of a file that nobody reads. */
async function ended(client: pg.Client): Promise<void> {
  const { connection } = client as unknown as { connection: { stream: { destroy: () => void } } };
  connection.stream.destroy();
  await client.end().catch(() => undefined);
}
