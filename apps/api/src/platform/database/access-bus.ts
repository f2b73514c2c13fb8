import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import pg from 'pg';
import { Config } from '../config/config.js';
import type { WriteTx } from './transaction.js';

const CHANNEL = 'wardkeep_access';
const RETRY_MS = 500;

/** Whose access changed: one session, one user, or everybody of a Domain or role. */
export type AccessChange = { readonly kind: 'session' | 'user' | 'role' | 'domain'; readonly id: string };

type Listener = (change: AccessChange) => void;

/**
 * Tells every instance, with the commit, that somebody's access changed. While the connection that
 * listens is down, `isHeard` is false and nothing may be answered from memory.
 */
@Injectable()
export class AccessBus implements OnModuleInit, OnApplicationShutdown {
  private readonly listeners: Listener[] = [];
  private client: pg.Client | null = null;
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
    await this.client?.end().catch(() => undefined);
  }

  subscribe(listener: Listener): void {
    this.listeners.push(listener);
  }

  /** Part of the transaction: other instances hear of it when it commits, this one right after. */
  async announce(tx: WriteTx, ...changes: readonly AccessChange[]): Promise<void> {
    if (changes.length === 0) return;
    const texts = changes.map(({ kind, id }) => `${kind}:${id}`);
    await tx.sql('SELECT pg_notify($1, text) FROM unnest($2::text[]) AS text', [CHANNEL, texts]);
    tx.afterCommit(() => changes.forEach((change) => this.tell(change)));
  }

  private tell(change: AccessChange): void {
    for (const listener of this.listeners) listener(change);
  }

  private async listen(url: string): Promise<void> {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3_000, keepAlive: true });
    client.on('error', () => undefined);
    client.on('end', () => this.lost(url));
    client.on('notification', ({ payload }) => this.hear(payload ?? ''));
    this.client = client;
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
      this.isHeard = true;
    } catch {
      this.lost(url);
    }
  }

  private lost(url: string): void {
    this.isHeard = false;
    this.tell({ kind: 'domain', id: '*' });
    if (this.stopped || this.retry) return;
    this.retry = setTimeout(() => {
      this.retry = null;
      void this.listen(url);
    }, RETRY_MS);
    this.retry.unref();
  }

  private retry: NodeJS.Timeout | null = null;

  private hear(payload: string): void {
    const [kind, id] = payload.split(':');
    if (kind && id) this.tell({ kind: kind as AccessChange['kind'], id });
  }
}
