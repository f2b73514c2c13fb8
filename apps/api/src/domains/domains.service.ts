import { Injectable } from '@nestjs/common';
import type { Domain, DomainDetail, Page } from 'wardkeep/contracts';
import type { DomainsQueryDto, UpdateDomainDto } from 'wardkeep/contracts/dto';
import { holds, mayReadDomain, mayUpdateDomain } from 'wardkeep/rules';
import type { Actor, DomainRef } from '../platform/actor.js';
import { AccessBus } from '../platform/database/access-bus.js';
import { Boxes } from '../platform/database/boxes.js';
import { decodeCursor, pageOf } from '../platform/database/keyset.js';
import type { ReadTx, WriteTx } from '../platform/database/transaction.js';
import { SystemUnitOfWork, UnitOfWork } from '../platform/database/unit-of-work.js';
import { Problem } from '../platform/http/problem.js';
import { refuseUnless } from '../platform/http/refuse-unless.js';
import { newId } from '../platform/ids.js';
import { differences, fieldChanges } from './domain-changes.js';
import { happenedTo } from './domain-events.js';
import { PRIMARY_DOMAIN } from './domain-founder.js';
import { DomainMemory } from './domain-memory.js';
import { factsOf, toDetail, toDomain, type DomainRecord, type StoredDomain } from './domain-record.js';
import { DomainsRepository } from './domains.repository.js';

@Injectable()
export class DomainsService {
  constructor(
    private readonly domains: DomainsRepository,
    private readonly memory: DomainMemory,
    private readonly unitOfWork: UnitOfWork,
    private readonly system: SystemUnitOfWork,
    private readonly boxes: Boxes,
    private readonly bus: AccessBus,
  ) {}

  /** For who is not signed in yet: the Domain they name, or the Primary Domain when they name none. */
  byName(name: string | null): Promise<DomainRecord | null> {
    const key = name === null ? 'primary' : `name ${name.toLowerCase()}`;
    return this.memory.recall(key, () =>
      this.system.read((tx) => (name === null ? this.domains.primary(tx) : this.domains.byName(tx, name))),
    );
  }

  byId(id: string): Promise<DomainRecord | null> {
    return this.memory.recall(`id ${id}`, () => this.system.read((tx) => this.domains.byId(tx, id)));
  }

  /** As it is now, for who read it before. */
  async isEnabled(tx: ReadTx, id: string): Promise<boolean> {
    return (await this.domains.byId(tx, id))?.enabled ?? false;
  }

  /** For work that Wardkeep does by itself, Domain by Domain. */
  enabled(): Promise<readonly DomainRef[]> {
    return this.system.read((tx) => this.domains.enabled(tx));
  }

  /** Of several first starts at once, one founds; the others wait and then find it done. */
  async isFounded(tx: WriteTx): Promise<boolean> {
    await this.domains.lockFounding(tx);
    return (await this.domains.primary(tx)) !== null;
  }

  /** For the first start, in its transaction across Domains: the Primary Domain with its data key. */
  async createPrimary(tx: WriteTx): Promise<DomainRecord> {
    const domain = await this.domains.insert(tx, { id: newId(), ...PRIMARY_DOMAIN, banner: null });
    await this.boxes.create(tx, domain.id);
    return domain;
  }

  async list(actor: Actor, query: DomainsQueryDto): Promise<Page<Domain>> {
    const { limit, cursor, sort } = query;
    const q = query.q?.trim() || null;
    const list = `domains ${actor.domain.id} ${JSON.stringify([sort, q])}`;
    const after = cursor === undefined ? null : decodeCursor(cursor, list, ['text']);
    return this.seeing(actor, async (tx) => {
      const { rows, total } = await this.domains.page(tx, {
        q,
        descending: sort === '-name',
        after: after?.values[0] ?? null,
        limit,
        total: after?.total ?? null,
      });
      return pageOf(rows, { limit, list, total, valuesOf: (row) => [row.name], toItem: toDomain });
    });
  }

  get(actor: Actor, id: string): Promise<DomainDetail> {
    return this.seeing(actor, async (tx) => {
      const domain = known(actor, await this.domains.byId(tx, id));
      return toDetail(actor, domain, await this.domains.users(tx, id));
    });
  }

  update(actor: Actor, id: string, version: number, change: UpdateDomainDto): Promise<DomainDetail> {
    return this.system.write(actor, async (tx) => {
      const domain = known(actor, await this.domains.lock(tx, id));
      refuseUnless(mayUpdateDomain(actor, factsOf(actor, domain)));
      if (domain.version !== version) throw new Problem('stale-version', { current: domain.version });

      const users = await this.domains.users(tx, id);
      const values = differences(domain, change);
      const changes = fieldChanges(domain, values);
      if (changes.length === 0) return { result: toDetail(actor, domain, users), unchanged: true };
      const saved = await this.domains.save(tx, id, { ...domain, ...values });
      await this.bus.announce(tx, { kind: 'domain', id });
      return {
        result: toDetail(actor, saved, users),
        audit: happenedTo(domain, actor, { type: 'domain.updated', changes }),
      };
    });
  }

  /** Who may see every Domain reads across them; anybody else within their own. */
  private seeing<T>(actor: Actor, work: (tx: ReadTx) => Promise<T>): Promise<T> {
    return holds(actor.grants, 'domains:read', 'all') ? this.system.read(work) : this.unitOfWork.read(actor, work);
  }
}

/** A Domain that the actor may not see is as missing as one that never was. */
export function known(actor: Actor, domain: StoredDomain | null): StoredDomain {
  if (!domain || !mayReadDomain(actor, factsOf(actor, domain)).allowed) throw new Problem('domain-not-found');
  return domain;
}
