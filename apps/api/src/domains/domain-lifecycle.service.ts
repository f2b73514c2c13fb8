import { Injectable } from '@nestjs/common';
import type { CreatedDomain, DisabledDomain, DomainDetail } from 'wardkeep/contracts';
import type { CreateDomainDto } from 'wardkeep/contracts/dto';
import { mayDeleteDomain, mayDisableDomain, mayEnableDomain } from 'wardkeep/rules';
import { AccessEnder } from '../platform/access-ender.js';
import type { Actor } from '../platform/actor.js';
import { AccessBus } from '../platform/database/access-bus.js';
import { Boxes } from '../platform/database/boxes.js';
import type { Change } from '../platform/database/change.js';
import type { WriteTx } from '../platform/database/transaction.js';
import { SystemUnitOfWork } from '../platform/database/unit-of-work.js';
import { Problem } from '../platform/http/problem.js';
import { refuseUnless } from '../platform/http/refuse-unless.js';
import { newId } from '../platform/ids.js';
import { madeOf } from './domain-changes.js';
import { happenedTo } from './domain-events.js';
import { DomainFounder } from './domain-founder.js';
import { factsOf, toDetail, type StoredDomain } from './domain-record.js';
import { DomainsRepository, type DomainContents } from './domains.repository.js';
import { known } from './domains.service.js';

/** How Domains come and go. */
@Injectable()
export class DomainLifecycleService {
  constructor(
    private readonly domains: DomainsRepository,
    private readonly system: SystemUnitOfWork,
    private readonly boxes: Boxes,
    private readonly founder: DomainFounder,
    private readonly access: AccessEnder,
    private readonly bus: AccessBus,
  ) {}

  /** A Domain and its first administrator, or neither. */
  async create(actor: Actor, input: CreateDomainDto): Promise<CreatedDomain> {
    const { name, displayName } = input;
    const prepared = await this.founder.prepare(input.administrator, { name, displayName, primary: false });
    const banner = input.banner ? { text: input.banner.text, color: input.banner.color } : null;
    return this.system.write(actor, async (tx) => {
      const domain = await this.domains.insert(tx, { id: newId(), name, displayName, primary: false, banner });
      await this.boxes.create(tx, domain.id);
      const { administrator, audit } = await this.founder.found(tx, domain, prepared);
      const users = await this.domains.users(tx, domain.id);
      return {
        result: { ...toDetail(actor, domain, users), administrator },
        audit: [...happenedTo(domain, actor, { type: 'domain.created', changes: madeOf(domain) }), ...audit],
      };
    });
  }

  /** A sign-in that was under way when the Domain was disabled does not come to life with it. */
  enable(actor: Actor, id: string): Promise<DomainDetail> {
    return this.system.write(actor, async (tx) => {
      const domain = await this.locked(tx, actor, id);
      refuseUnless(mayEnableDomain(actor, factsOf(actor, domain)));
      const users = await this.domains.users(tx, id);
      if (domain.enabled) return { result: toDetail(actor, domain, users), unchanged: true };

      const saved = await this.domains.save(tx, id, { ...domain, enabled: true });
      await this.access.ofDomain(tx, id, 'domain-disabled');
      await this.bus.announce(tx, { kind: 'domain', id });
      const changes = [{ field: 'enabled', before: false, after: true }];
      return {
        result: toDetail(actor, saved, users),
        audit: happenedTo(domain, actor, { type: 'domain.enabled', changes }),
      };
    });
  }

  /** Nobody stays signed in to a disabled Domain. */
  disable(actor: Actor, id: string): Promise<DisabledDomain> {
    return this.system.write(actor, async (tx): Promise<Change<DisabledDomain>> => {
      const domain = await this.locked(tx, actor, id);
      refuseUnless(mayDisableDomain(actor, factsOf(actor, domain)));
      const users = await this.domains.users(tx, id);
      if (!domain.enabled) {
        return {
          result: { domain: toDetail(actor, domain, users), endedSessions: 0, endedTokens: 0 },
          unchanged: true,
        };
      }

      const saved = await this.domains.save(tx, id, { ...domain, enabled: false });
      const { sessions, tokens } = await this.access.ofDomain(tx, id, 'domain-disabled');
      await this.bus.announce(tx, { kind: 'domain', id });
      const changes = [{ field: 'enabled', before: true, after: false }];
      const detail = `Sessions ended: ${sessions}`;
      return {
        result: { domain: toDetail(actor, saved, users), endedSessions: sessions, endedTokens: tokens },
        audit: happenedTo(domain, actor, { type: 'domain.disabled', changes, detail }),
        effects: { endsSessions: sessions, endsTokens: tokens },
      };
    });
  }

  /** Everything in the Domain goes but its audit events. `typedName` proves that this Domain is meant. */
  delete(actor: Actor, id: string, version: number, typedName: string | undefined): Promise<void> {
    return this.system.write(actor, async (tx): Promise<Change<void>> => {
      const domain = await this.locked(tx, actor, id);
      refuseUnless(mayDeleteDomain(actor, factsOf(actor, domain)));
      if (domain.version !== version) throw new Problem('stale-version', { current: domain.version });
      if (!actor.dryRun) refuseUnlessTyped(domain, typedName);

      const changes = goneWith(domain, await this.domains.contents(tx, id));
      const ended = await this.access.ofDomain(tx, id, 'domain-disabled');
      await this.domains.delete(tx, id);
      await this.bus.announce(tx, { kind: 'domain', id });
      tx.afterCommit(() => this.boxes.forget(id));
      return {
        result: undefined,
        audit: happenedTo(domain, actor, { type: 'domain.deleted', changes }),
        effects: {
          warnings: ['deletion-is-final', 'audit-events-stay'],
          endsSessions: ended.sessions,
          endsTokens: ended.tokens,
        },
      };
    });
  }

  private async locked(tx: WriteTx, actor: Actor, id: string): Promise<StoredDomain> {
    return known(actor, await this.domains.lock(tx, id));
  }
}

function refuseUnlessTyped({ name }: StoredDomain, typedName: string | undefined): void {
  if (typedName?.trim().toLowerCase() === name.toLowerCase()) return;
  throw new Problem('confirmation-mismatch', {
    errors: [{ pointer: '?confirm', code: 'confirmation-mismatch', detail: 'type the name of the Domain' }],
  });
}

function goneWith({ name, displayName }: StoredDomain, contents: DomainContents) {
  return Object.entries({ name, displayName, ...contents }).map(([field, before]) => ({
    field,
    before,
    after: typeof before === 'number' ? 0 : null,
  }));
}
