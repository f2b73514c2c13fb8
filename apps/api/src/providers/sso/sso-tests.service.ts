import { Injectable } from '@nestjs/common';
import type { SsoTestResult, SsoTestStarted } from 'wardkeep/contracts';
import { ownPath } from 'wardkeep/rules';
import type { Actor } from '../../platform/actor.js';
import { hashOfToken, issueToken } from '../../platform/crypto/tokens.js';
import type { WriteTx } from '../../platform/database/transaction.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Problem } from '../../platform/http/problem.js';
import { newId } from '../../platform/ids.js';
import { subjectOf, type ProviderRecord } from '../provider-record.js';
import { ProvidersRepository } from '../providers.repository.js';
import { SsoEndpoints } from './sso-endpoints.js';
import { SsoTestsRepository, type SsoTestRow } from './sso-tests.repository.js';

const NOTHING_YET = { steps: [], claims: [], raw: [], mapped: null, role: null, outcome: null, because: null } as const;

/** Sign-ins that make no user and no session: what arrived, and what would have become of it. */
@Injectable()
export class SsoTests {
  constructor(
    private readonly tests: SsoTestsRepository,
    private readonly providers: ProvidersRepository,
    private readonly endpoints: SsoEndpoints,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** `returnTo`: where the browser ends up. */
  start(actor: Actor, provider: ProviderRecord, returnTo: string | undefined): Promise<SsoTestStarted> {
    const { token, hash } = issueToken('test');
    const [id, domainId] = [newId(), provider.domainId];
    return this.unitOfWork.write(actor, async (tx) => {
      const row = { id, domainId, providerId: provider.id, ticket: hash, returnTo: ownPath(returnTo) };
      const expiresAt = (await this.tests.add(tx, row)).toISOString();
      const url = `${this.endpoints.startUrl(provider.id)}?test=${token}`;
      return {
        result: { testId: id, url, expiresAt },
        audit: [{ type: 'provider.tested', subject: subjectOf(provider), detail: 'test sign-in begun' }],
      };
    });
  }

  get(actor: Actor, providerId: string, id: string): Promise<SsoTestResult> {
    return this.unitOfWork.read(actor, async (tx) => {
      if (!(await this.providers.byId(tx, providerId))) throw new Problem('provider-not-found');
      const row = await this.tests.byId(tx, providerId, id);
      if (!row) throw new Problem('test-not-found');
      const state = row.isOver ? ('expired' as const) : ('waiting' as const);
      return { state, ...NOTHING_YET, ...row.result, id: row.id, startedAt: row.startedAt.toISOString() };
    });
  }

  /** For the browser that opens it; null: there is none such, or it was opened. */
  async open(tx: WriteTx, providerId: string, ticket: string): Promise<SsoTestRow | null> {
    const hash = hashOfToken('test', ticket);
    return hash && this.tests.open(tx, providerId, hash);
  }

  keep(tx: WriteTx, id: string, result: SsoTestRow['result']): Promise<void> {
    return this.tests.save(tx, id, result);
  }
}
