import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { LdapConfig, LdapTestResult } from 'wardkeep/contracts';
import { DomainsService } from '../../domains/domains.service.js';
import { inDomain } from '../../platform/actor.js';
import { AccessBus, type AccessChange } from '../../platform/database/access-bus.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { PinoLogger } from '../../platform/logging/pino-logger.js';
import type { Secret } from '../../platform/secret.js';
import { Breaker } from './breaker.js';
import { Deadline } from './deadline.js';
import type { DirectoryEntry } from './directory-entry.js';
import { DirectoryProblem } from './directory-problem.js';
import { testDirectory } from './directory-test.js';
import { entriesOf } from './entries.js';
import type { LdapProvider, Lookup, Proof, Unavailable } from './ldap-provider.js';
import { lookUp, lookUpAt, prove, refusedPassword, refusedUnasked, type Asked } from './proof.js';
import { connectAsService } from './reach.js';
import { ServicePool } from './service-pool.js';

type Kept = { readonly provider: LdapProvider; readonly breaker: Breaker; pool: ServicePool };

type Admit = (entry: DirectoryEntry) => Promise<boolean>;

const MOST_KEPT = 1_000;

/** The directories of all Domains: reads them, and asks them whether somebody is who they say. Never in a transaction. */
@Injectable()
export class Directories implements OnApplicationShutdown {
  private readonly kept = new Map<string, Kept>();

  constructor(
    private readonly domains: DomainsService,
    private readonly unitOfWork: UnitOfWork,
    private readonly pino: PinoLogger,
    bus: AccessBus,
  ) {
    bus.subscribe((change) => this.closeChanged(change));
  }

  /**
   * Everybody in the directory, page by page. Ends without an error only when that was all; a `DirectoryProblem` says
   * why not. A signal that aborts ends it with the signal's reason.
   */
  async *entries(provider: LdapProvider, signal: AbortSignal): AsyncGenerator<readonly DirectoryEntry[]> {
    signal.throwIfAborted();
    const deadline = Deadline.in(provider.config.timeoutMs);
    const connection = await this.of(provider).breaker.guard(() => connectAsService(provider, deadline));
    const stop = () => connection.close();
    signal.addEventListener('abort', stop);
    try {
      yield* entriesOf(connection, provider.config);
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener('abort', stop);
      connection.close();
    }
  }

  /**
   * Whether the password is that of exactly one entry of that name, and its account may be used, in bounded time.
   * `admit` says whether the entry that was found may be asked for its password; what it waits for is no time of the
   * directory's.
   */
  async authenticate(
    provider: LdapProvider,
    username: string,
    password: string,
    admit: Admit = () => Promise.resolve(true),
  ): Promise<Proof> {
    const no = refusedUnasked(username, password);
    return no ?? this.provenBy(provider, password, admit, (asked) => lookUp(provider, username, asked));
  }

  /** The same of an entry whose place in the tree is known, whatever it is called. */
  async authenticateAt(provider: LdapProvider, dn: string, password: string, admit: Admit): Promise<Proof> {
    const no = refusedPassword(password);
    return no ?? this.provenBy(provider, password, admit, (asked) => lookUpAt(provider, dn, asked));
  }

  private async provenBy(
    provider: LdapProvider,
    password: string,
    admit: Admit,
    look: (asked: Asked) => Promise<Lookup>,
  ): Promise<Proof> {
    const found = await this.ask(provider, look);
    if (found.kind !== 'found') return found;
    if (!(await admit(found.entry))) return { kind: 'refused', because: 'not-admitted' };
    return this.ask(provider, (asked) => prove(provider, found.entry, password, asked));
  }

  test(config: LdapConfig, bindPassword: Secret | null): Promise<LdapTestResult> {
    return testDirectory(config, bindPassword);
  }

  /** Since the directory did not answer several times in a row, until then nobody asks it; null: it is asked. */
  outOfReachUntil(providerId: string): Date | null {
    return this.kept.get(providerId)?.breaker.outOfReachUntil ?? null;
  }

  /** Somebody reached it otherwise: it is asked again at once. */
  isInReach(providerId: string): void {
    this.kept.get(providerId)?.breaker.reset();
  }

  onApplicationShutdown(): void {
    for (const { pool } of this.kept.values()) pool.close();
    this.kept.clear();
  }

  private async ask<T>(provider: LdapProvider, work: (asked: Asked) => Promise<T>): Promise<T | Unavailable> {
    const { breaker, pool } = this.of(provider);
    const deadline = Deadline.in(provider.config.timeoutMs);
    try {
      return await breaker.guard(() => work({ pool, deadline }));
    } catch (error) {
      if (error instanceof DirectoryProblem) return { kind: 'unavailable', detail: error.detail };
      throw error;
    }
  }

  /** What is kept of a provider begins anew with each of its versions. */
  private of(provider: LdapProvider): Kept {
    const known = this.kept.get(provider.id);
    if (known?.provider.version === provider.version) return known;
    const made: Kept = {
      provider,
      breaker: new Breaker((detail) => void this.auditOutOfReach(provider, detail)),
      pool: newPool(provider),
    };
    if (known && known.provider.version > provider.version) return made;
    known?.pool.close();
    this.keep(provider.id, made);
    return made;
  }

  private keep(id: string, made: Kept): void {
    const [oldest] = this.kept;
    if (this.kept.size >= MOST_KEPT && oldest) {
      oldest[1].pool.close();
      this.kept.delete(oldest[0]);
    }
    this.kept.set(id, made);
  }

  private closeChanged({ kind, id }: AccessChange): void {
    if (kind !== 'provider' && kind !== 'domain') return;
    for (const kept of this.kept.values()) {
      if (id !== '*' && kept.provider.domainId !== id) continue;
      kept.pool.close();
      kept.pool = newPool(kept.provider);
    }
  }

  private async auditOutOfReach({ id, domainId, name }: LdapProvider, detail: string): Promise<void> {
    try {
      const domain = await this.domains.byId(domainId);
      if (!domain) return;
      await this.unitOfWork.write(inDomain(domain), () =>
        Promise.resolve({
          result: undefined,
          audit: [
            { type: 'provider.out-of-reach', outcome: 'failed', subject: { kind: 'provider', id, name }, detail },
          ],
        }),
      );
    } catch (error) {
      this.pino.logger.error({ provider: id, error: String(error) }, 'A directory out of reach could not be audited');
    }
  }
}

function newPool(provider: LdapProvider): ServicePool {
  return new ServicePool((deadline) => connectAsService(provider, deadline));
}
