import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import { KeyRing } from '../crypto/key-ring.js';
import { SessionTokens, type SessionClaims } from '../crypto/session-jwt.js';
import { PinoLogger } from '../logging/pino-logger.js';
import { AccessBus } from './access-bus.js';
import { KeysRepository } from './keys.repository.js';
import { readSigningKeys } from './signing-keys.js';
import { SystemUnitOfWork } from './unit-of-work.js';

/** A token with a name of a key that nobody has must not make the database busy. */
const ASK_AGAIN_MS = 10_000;
const RETRY_MS = 5_000;

/** Follows the keys that sign tokens: what another instance, or the command line, makes of them acts here too. */
@Injectable()
export class SigningKeyWatch implements OnApplicationShutdown {
  private readonly logger: Logger;
  private reading: Promise<void> | null = null;
  private isOutdated = false;
  private askedAt = -Infinity;
  private retry: NodeJS.Timeout | null = null;
  private stopped = false;

  constructor(
    private readonly tokens: SessionTokens,
    private readonly system: SystemUnitOfWork,
    private readonly keys: KeysRepository,
    private readonly ring: KeyRing,
    bus: AccessBus,
    { logger }: PinoLogger,
  ) {
    this.logger = logger;
    // Once changes are heard again: everything may have changed meanwhile.
    bus.subscribe(({ kind, id }) => {
      if (kind === 'keys' || (id === '*' && bus.isHeard)) void this.follow();
    });
  }

  onApplicationShutdown(): void {
    this.stopped = true;
    if (this.retry) clearTimeout(this.retry);
  }

  /** A token that could not be verified, once more if its key may have been made meanwhile. */
  async verifyAgain(token: string): Promise<SessionClaims | null> {
    if (!this.tokens.isOfUnknownKey(token)) return null;
    const now = performance.now();
    if (now - this.askedAt >= ASK_AGAIN_MS) {
      this.askedAt = now;
      void this.follow();
    }
    await this.reading;
    return this.tokens.verify(token);
  }

  /** What is said while a reading is under way may not be in it: then it is read again. */
  follow(): Promise<void> {
    this.isOutdated = true;
    this.reading ??= this.readAll().finally(() => (this.reading = null));
    return this.reading;
  }

  private async readAll(): Promise<void> {
    while (this.isOutdated) {
      this.isOutdated = false;
      try {
        this.tokens.replaceKeys(await this.system.read((tx) => readSigningKeys(tx, this.keys, this.ring)));
      } catch (error) {
        if (this.stopped) return;
        this.logger.warn({ err: error }, 'signing keys could not be read');
        this.retry = setTimeout(() => void this.follow(), RETRY_MS).unref();
      }
    }
  }
}
