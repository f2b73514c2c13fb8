import { Injectable } from '@nestjs/common';
import type { LdapConfig, LdapTestResult, SsoTestStarted } from 'wardkeep/contracts';
import type { TestProviderDto } from 'wardkeep/contracts/dto';
import type { Actor } from '../platform/actor.js';
import type { AuditEntry, Subject } from '../platform/database/change.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Problem } from '../platform/http/problem.js';
import { Secret } from '../platform/secret.js';
import { OutgoingGuard } from '../platform/outgoing/outgoing-guard.js';
import { completeConfig } from './ldap/complete-config.js';
import { Directories } from './ldap/directories.js';
import { usesKept } from './kept-secret.js';
import { isOf, subjectOf, type ProviderRecord } from './provider-record.js';
import { refuseFaults, refuseOtherKinds } from './provider-refusals.js';
import { ProviderSecrets } from './provider-secrets.service.js';
import { ProvidersRepository } from './providers.repository.js';
import { SsoTests } from './sso/sso-tests.service.js';

type Tested = { readonly config: LdapConfig; readonly secret: Secret | null; readonly subject: Subject };
type Stored = { readonly provider: ProviderRecord; readonly secret: Secret | null };

const UNTRIED: LdapTestResult = { steps: [], entries: [], certificate: null };

/** Tries a provider and stores nothing but that it was tried. */
@Injectable()
export class ProviderTests {
  constructor(
    private readonly providers: ProvidersRepository,
    private readonly secrets: ProviderSecrets,
    private readonly directories: Directories,
    private readonly unitOfWork: UnitOfWork,
    private readonly guard: OutgoingGuard,
    private readonly sso: SsoTests,
  ) {}

  /** A directory is tried at once; an identity provider through a browser, which ends up at `returnTo`. */
  async ofStored(actor: Actor, id: string, returnTo?: string): Promise<LdapTestResult | SsoTestStarted> {
    const { provider, secret } = await this.stored(actor, id);
    if (!isOf(provider, 'ldap')) return this.sso.start(actor, provider, returnTo);
    const result = await this.tried(actor, { config: provider.config, secret, subject: subjectOf(provider) });
    if (result.steps.every(({ ok }) => ok)) this.directories.isInReach(id);
    return result;
  }

  /** The kept password is sent only where it is kept for: to the same address, under the same TLS, as the same name. */
  async ofValues(actor: Actor, { kind, providerId, config: input }: TestProviderDto): Promise<LdapTestResult> {
    refuseOtherKinds(kind);
    const config = completeConfig(input);
    refuseFaults(kind, config, { now: new Date(), guard: this.guard });
    const stored = providerId === undefined ? null : await this.stored(actor, providerId);
    if (stored) refuseOtherKinds(stored.provider.kind);
    const isKept = usesKept({ kind, config, before: stored?.provider ?? null }, input);
    const typed = typeof input.bindPassword === 'string' ? new Secret(input.bindPassword) : null;
    const subject = stored ? subjectOf(stored.provider) : { kind: 'provider', id: null, name: config.url };
    return this.tried(actor, { config, secret: isKept ? (stored?.secret ?? null) : typed, subject });
  }

  private stored(actor: Actor, id: string): Promise<Stored> {
    return this.unitOfWork.read(actor, async (tx) => {
      const provider = await this.providers.byId(tx, id.toLowerCase());
      if (!provider) throw new Problem('provider-not-found');
      return { provider, secret: await this.secrets.open(tx, provider) };
    });
  }

  private async tried(actor: Actor, { config, secret, subject }: Tested): Promise<LdapTestResult> {
    const result = actor.dryRun ? UNTRIED : await this.directories.test(config, secret);
    return this.unitOfWork.write(actor, () =>
      Promise.resolve({ result, audit: [{ type: 'provider.tested', subject, ...outcomeOf(config, result) }] }),
    );
  }
}

function outcomeOf({ url }: LdapConfig, { steps }: LdapTestResult): Pick<AuditEntry, 'outcome' | 'detail'> {
  const failed = steps.find(({ ok }) => !ok);
  if (!failed) return { outcome: 'success', detail: url };
  return { outcome: 'failed', detail: `${url}, ${failed.name}: ${failed.detail}` };
}
