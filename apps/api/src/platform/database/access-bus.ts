import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import pg from 'pg';
import { Config } from '../config/config.js';
import type { WriteTx } from './transaction.js';

const CHANNEL = 'wardkeep_access';
const RETRY_MS = 500;
const WAIT_MS = 3_000;
const PULSE_MS = 5_000;

/**
 * Whose access changed: one session, one user, everybody of a Domain or role. `provider`: those of the Domain of this id
 * changed; `keys`: those that sign tokens.
 */
export type AccessChange = {
  readonly kind: 'session' | 'user' | 'role' | 'domain' | 'provider' | 'keys';
  readonly id: string;
};

const EVERYBODY: AccessChange = { kind: 'domain', id: '*' };

type Listener = (change: AccessChange) => void;

/**
 * Tells every instance, with the commit, that somebody's access changed. While the connection that
 * listens is down, `isHeard` is false and nothing may be answered from memory.
 */
@Injectable()
export class AccessBus implements OnModuleInit, OnApplicationShutdown {
  private readonly listeners: Listener[] = [];
  private client: pg.Client | null = null;
  private pulse: NodeJS.Timeout | null = null;
  private stopped = false;
  isHeard: boolean;

  constructor(private readonly config: Config) {
    this.isHeard = config.database.url === null;
  }

  async onModuleInit(): Promise<void> {
    if (this.config.database.url !== null) await this.listen(this.config.database.url);
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    if (this.pulse) clearTimeout(this.pulse);
    await this.client?.end().catch(() => undefined);
  }

  subscribe(listener: Listener): void {
    this.listeners.push(listener);
  }

  /** Part of the transaction: other instances hear of it when it commits, this one right after. */
  announce(tx: WriteTx, ...changes: readonly AccessChange[]): Promise<void> {
    if (changes.length === 0) return Promise.resolve();
    const texts = changes.map(({ kind, id }) => `${kind}:${id}`);
    tx.send('SELECT pg_notify($1, text) FROM unnest($2::text[]) AS text', [CHANNEL, texts]);
    tx.afterCommit(() => changes.forEach((change) => this.tell(change)));
    return Promise.resolve();
  }

  private tell(change: AccessChange): void {
    for (const listener of this.listeners) listener(change);
  }

  private async listen(url: string): Promise<void> {
    const client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: WAIT_MS,
      query_timeout: WAIT_MS,
      keepAlive: true,
      application_name: 'wardkeep-listen',
    });
    this.client = client;
    client.on('error', () => this.lost(client, url));
    client.on('end', () => this.lost(client, url));
    client.on('notification', ({ payload }) => this.hear(payload ?? ''));
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
      this.hears(client, url);
    } catch {
      this.lost(client, url);
    }
  }

  /** What was read while nobody listened is not kept: it may have changed unheard. */
  private hears(client: pg.Client, url: string): void {
    if (client !== this.client) return;
    this.isHeard = true;
    this.tell(EVERYBODY);
    this.pulse = setTimeout(() => void this.check(client, url), PULSE_MS).unref();
  }

  /** A connection that a firewall dropped says nothing, for hours: so it is asked. */
  private async check(client: pg.Client, url: string): Promise<void> {
    try {
      await client.query('SELECT');
      if (client === this.client) this.pulse = setTimeout(() => void this.check(client, url), PULSE_MS).unref();
    } catch {
      this.lost(client, url);
    }
  }

  private lost(client: pg.Client, url: string): void {
    if (client !== this.client) return;
    this.client = null;
    this.isHeard = false;
    this.tell(EVERYBODY);
    if (this.pulse) clearTimeout(this.pulse);
    void client.end().catch(() => undefined);
    if (this.stopped) return;
    setTimeout(() => {
      if (!this.stopped) void this.listen(url);
    }, RETRY_MS).unref();
  }

  private hear(payload: string): void {
    const [kind, id] = payload.split(':');
    if (kind && id) this.tell({ kind: kind as AccessChange['kind'], id });
  }
}
