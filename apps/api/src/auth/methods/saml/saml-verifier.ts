import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Piscina } from 'piscina';
import type { ToVerify, Verified } from './verification-thread.js';

const THREADS = 2;
const MOST_WAITING = 32;
const MOST_MS = 5_000;
/** So long a thread is kept for the next sign-in: to begin one takes some hundred milliseconds. */
const IDLE_MS = 60_000;
const MOST_MEMORY_MB = 128;

/** The same file, built or not. */
const THIS = fileURLToPath(import.meta.url);
const THREAD = fileURLToPath(new URL(`./verification-thread${extname(THIS)}`, import.meta.url));

/**
 * Verifies SAML responses on threads of their own: node-saml reads a message several times over, which takes tenths of a
 * second where it is as large as it may be, and nobody else is to wait for that.
 */
@Injectable()
export class SamlVerifier implements OnModuleDestroy {
  private readonly threads = new Piscina<ToVerify, Verified>({
    filename: THREAD,
    name: 'verify',
    minThreads: 0,
    maxThreads: THREADS,
    maxQueue: MOST_WAITING,
    idleTimeout: IDLE_MS,
    resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY_MB },
  });

  /** Null where too many wait already, or where it takes too long. */
  async verify(message: ToVerify): Promise<Verified | null> {
    if (this.threads.queueSize >= MOST_WAITING) return null;
    const end = AbortSignal.timeout(MOST_MS);
    try {
      return await this.threads.run(message, { signal: end });
    } catch (error) {
      if (end.aborted) return null;
      throw error;
    }
  }

  async onModuleDestroy(): Promise<void> {
    await this.threads.destroy();
  }
}
