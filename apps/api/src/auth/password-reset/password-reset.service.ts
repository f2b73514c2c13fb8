import { Injectable } from '@nestjs/common';
import type { ResetLink } from 'wardkeep/contracts';
import { DomainsService } from '../../domains/domains.service.js';
import type { DomainRecord } from '../../domains/domain-record.js';
import { inDomain, type DomainActor, type Origin } from '../../platform/actor.js';
import { hashOfToken } from '../../platform/crypto/tokens.js';
import { SystemUnitOfWork, UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Problem } from '../../platform/http/problem.js';
import { SettingsService } from '../../settings/settings.service.js';
import { PasswordsService } from '../../users/passwords.service.js';
import { UserAccounts } from '../../users/user-accounts.service.js';
import { subjectOf, type AccountRecord } from '../../users/user-record.js';
import { passwordPolicyOf } from '../account-facts.js';
import { PasswordChanges } from '../password-changes.service.js';
import { actorOf } from '../sign-in-flow.service.js';

const PURPOSES = ['invitation', 'reset'] as const;
type Purpose = (typeof PURPOSES)[number];

/** A link that is good still, and where it leads. */
type Link = {
  readonly purpose: Purpose;
  readonly hash: Buffer;
  readonly home: DomainRecord;
  readonly user: AccountRecord;
};

/**
 * A password by link: the first one, or another. It proves that the mailbox is the user's and no more: no session comes
 * of it, the second factor stays as it is, and so does a lock, which time or an administrator ends.
 */
@Injectable()
export class PasswordResetService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly system: SystemUnitOfWork,
    private readonly domains: DomainsService,
    private readonly accounts: UserAccounts,
    private readonly passwords: PasswordsService,
    private readonly changes: PasswordChanges,
    private readonly settings: SettingsService,
  ) {}

  /** Whom the link is for. Changes nothing, however often and by whomever it is asked. */
  async check(token: string, origin: Origin): Promise<ResetLink> {
    const link = await this.follow(token, origin);
    if (whyShut(link) !== null) throw new Problem('invalid-challenge');
    const { home, user, purpose } = link;
    const passwordPolicy = passwordPolicyOf(user, await this.settings.in(home.id));
    return { username: user.username, domain: home.name, purpose, passwordPolicy };
  }

  async use(token: string, newPassword: string, origin: Origin): Promise<void> {
    const link = await this.follow(token, origin);
    const { purpose, hash, home, user } = link;
    const actor = inDomain(home, origin);
    const because = whyShut(link);
    if (because !== null) return this.refuse(actor, user, because);
    const accepted = await this.passwords.accept(actor, user, newPassword, '/newPassword');
    const meanwhile = await this.unitOfWork.write(actor, async (tx) => {
      // The user first, as everywhere: whoever ends the links of a user holds that lock already.
      const locked = await this.accounts.lock(tx, user.id);
      if (!locked) throw new Problem('invalid-challenge');
      const shut = whyShut({ home: { enabled: await this.domains.isEnabled(tx, home.id) }, user: locked });
      if (shut !== null) return { result: shut, unchanged: true };
      if (!(await this.accounts.takeToken(tx, purpose, hash))) throw new Problem('invalid-challenge');
      const { audit } =
        purpose === 'reset'
          ? await this.changes.reset(tx, actor, locked, accepted)
          : await this.changes.apply(tx, actor, locked, accepted, {});
      await this.accounts.saveFailures(tx, user.id, null);
      return { result: null, audit: [{ ...audit, actor: actorOf(locked, home) }] };
    });
    if (meanwhile !== null) await this.refuse(actor, user, meanwhile);
  }

  private async follow(token: string, origin: Origin): Promise<Link> {
    for (const purpose of PURPOSES) {
      const hash = hashOfToken(purpose, token);
      if (hash) return this.linkOf(purpose, hash, origin);
    }
    throw new Problem('invalid-challenge');
  }

  private async linkOf(purpose: Purpose, hash: Buffer, origin: Origin): Promise<Link> {
    const holder = await this.system.read((tx) => this.accounts.findToken(tx, purpose, hash));
    const home = holder && (await this.domains.byId(holder.domainId));
    if (!holder || !home) throw new Problem('invalid-challenge');
    const user = await this.unitOfWork.read(inDomain(home, origin), (tx) => this.accounts.find(tx, holder.userId));
    if (!user) throw new Problem('invalid-challenge');
    return { purpose, hash, home, user };
  }

  /** The same answer as for a link that never was; the audit log says why. */
  private async refuse(actor: DomainActor, user: AccountRecord, detail: string): Promise<never> {
    await this.unitOfWork.write(actor, () =>
      Promise.resolve({
        result: undefined,
        audit: [{ type: 'password.reset', outcome: 'refused', subject: subjectOf(user), detail }],
      }),
    );
    throw new Problem('invalid-challenge');
  }
}

type Doors = { readonly home: Pick<DomainRecord, 'enabled'>; readonly user: AccountRecord };

function whyShut({ home, user }: Doors): string | null {
  if (!home.enabled) return 'domain-disabled';
  if (!user.enabled) return 'disabled';
  return user.login_method === 'standard' ? null : 'managed-elsewhere';
}
