import { Injectable } from '@nestjs/common';
import { SSO_TEST_STEPS, type SsoRefusal, type SsoTestResult, type SsoTestStep } from 'wardkeep/contracts';
import { linkAccount } from 'wardkeep/rules';
import { inDomain } from '../../platform/actor.js';
import type { ReadTx } from '../../platform/database/transaction.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { readable } from '../../providers/sso/sso-failures.service.js';
import { SsoTests } from '../../providers/sso/sso-tests.service.js';
import { DirectoryUsers } from '../../users/directory-users.service.js';
import { SsoUsers, type SsoEntry } from '../../users/sso-users.service.js';
import { cut, isSecretName, LEFT_OUT } from '../methods/shown.js';
import type { Raw, SsoPerson, SsoVerdict } from '../methods/sso-method.js';
import type { Proven } from './sso-accounts.service.js';
import type { SsoOutcome } from './sso-outcome.js';
import { entryOf, sourceOf } from './sso-person.js';
import type { Where } from './sso-refusals.service.js';

type Result = Omit<SsoTestResult, 'id' | 'startedAt'>;
type Test = { readonly id: string; readonly returnTo: string };
type Failure = { readonly because: SsoRefusal; readonly detail: string; readonly raw?: Raw };

const MOST_CLAIMS = 100;
const MOST_VALUE = 300;
const NOTHING = { claims: [], raw: [], mapped: null, role: null, outcome: null, because: null } as const;

const nothing: Raw = () => [];

/** What a test sign-in found: all that a real one does, but for what it would have made. */
@Injectable()
export class SsoTestRuns {
  constructor(
    private readonly tests: SsoTests,
    private readonly identities: DirectoryUsers,
    private readonly users: SsoUsers,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  ended(where: Where, test: Test, verdict: SsoVerdict): Promise<SsoOutcome> {
    if (verdict.kind === 'unavailable') {
      return this.failed(where, test, 'answer', { because: 'provider-unavailable', detail: verdict.detail });
    }
    if (verdict.kind === 'refused') return this.failed(where, test, 'verify', verdict);
    return this.kept(where, test, (tx) => this.found(tx, where, verdict));
  }

  failed(
    where: Where,
    test: Test,
    step: SsoTestStep,
    { because, detail, raw = nothing }: Failure,
  ): Promise<SsoOutcome> {
    const steps = stepsUntil(step, readable(detail));
    return this.kept(where, test, () =>
      Promise.resolve({ ...NOTHING, raw: raw(), state: 'failed', steps, outcome: 'refused', because }),
    );
  }

  private async kept(where: Where, { id, returnTo }: Test, find: (tx: ReadTx) => Promise<Result>): Promise<SsoOutcome> {
    const { domain, provider, origin } = where;
    await this.unitOfWork.write(inDomain(domain, origin), async (tx) => {
      const result = await find(tx);
      await this.tests.keep(tx, id, result);
      const subject = { kind: 'provider', id: provider.id, name: provider.name };
      const outcome = result.state === 'succeeded' ? 'success' : 'failed';
      const detail = `test sign-in: ${result.because ?? result.outcome ?? ''}`;
      return { result: undefined, audit: [{ type: 'provider.tested', outcome, subject, detail }] };
    });
    return { kind: 'tested', returnTo };
  }

  private async found(tx: ReadTx, { domain, provider }: Where, { person, raw = nothing }: Proven): Promise<Result> {
    const entry = entryOf(provider, person);
    const { mapping } = sourceOf(provider);
    const known = await this.identities.byIdentity(tx, provider.id, entry.subject);
    const mappedRole = await this.users.mappedRole(tx, mapping, entry.groups);
    const linking = linkAccount(
      { justInTime: mapping.jit, whenNoRole: mapping.whenNoRole, reevaluatesRole: mapping.reevaluateRole },
      {
        isKnown: known !== null,
        isDisabledOutside: false,
        flaw: known ? null : await this.users.flawOf(tx, domain.id, entry),
        mappedRoleId: mappedRole?.id ?? null,
      },
    );
    const role = mappedRole ?? (mapping.whenNoRole === 'deny' ? null : await this.users.defaultRole(tx, mapping));
    const seen = {
      claims: shownClaims(person),
      raw: raw(),
      mapped: shownEntry(entry),
      role: role && { id: role.id, name: role.name },
    };
    if (linking.kind === 'refused') {
      const because = linking.because as SsoRefusal;
      return { ...seen, state: 'failed', steps: stepsUntil('account', because), outcome: 'refused', because };
    }
    const outcome = linking.kind === 'known' ? 'known-user' : 'new-user';
    return { ...seen, state: 'succeeded', steps: stepsUntil(null, outcome), outcome, because: null };
  }
}

/** Every step before the failed one went well; what follows it was not tried. */
function stepsUntil(failed: SsoTestStep | null, detail: string): SsoTestResult['steps'] {
  const last = failed === null ? SSO_TEST_STEPS.length - 1 : SSO_TEST_STEPS.indexOf(failed);
  return SSO_TEST_STEPS.slice(0, last + 1).map((name, index) => ({
    name,
    ok: name !== failed,
    detail: index === last ? detail : '',
  }));
}

function shownClaims({ claims }: SsoPerson): SsoTestResult['claims'] {
  return Object.entries(claims)
    .slice(0, MOST_CLAIMS)
    .map(([name, value]) => {
      if (isSecretName(name)) return { name: readable(name), value: LEFT_OUT };
      const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
      const line = readable(text);
      return { name: readable(name), value: line.length > MOST_VALUE ? `${cut(line, MOST_VALUE - 1)}…` : line };
    });
}

function shownEntry({ subject, username, firstName, lastName, email, groups }: SsoEntry): SsoTestResult['mapped'] {
  return { subject, username, firstName, lastName, email, groups: groups.slice(0, MOST_CLAIMS) };
}
