import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { LOCAL_ACCOUNT } from 'wardkeep/contracts';
import type { SignInDto } from 'wardkeep/contracts/dto';
import { inDomain } from '../../platform/actor.js';
import type { AuditEntry, Change } from '../../platform/database/change.js';
import type { ReadTx, WriteTx } from '../../platform/database/transaction.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Problem } from '../../platform/http/problem.js';
import { NO_ID } from '../../platform/ids.js';
import type { LdapProvider } from '../../providers/ldap/ldap-provider.js';
import { ProvidersService } from '../../providers/providers.service.js';
import { SettingsService } from '../../settings/settings.service.js';
import type { HeldIdentity } from '../../users/directory-users.js';
import { DirectoryUsers } from '../../users/directory-users.service.js';
import { UserAccounts } from '../../users/user-accounts.service.js';
import { subjectOf, type AccountRecord } from '../../users/user-record.js';
import type { DirectoryClaim } from '../methods/ldap.strategy.js';
import { LdapMethod } from '../methods/ldap.method.js';
import type { Admit, Guess, Verdict } from '../methods/login-method.js';
import { StandardMethod } from '../methods/standard.method.js';
import { SignInFlow, type Refused, type SignInContext, type SignInOutcome } from '../sign-in-flow.service.js';
import { OutsideAccounts } from './outside-accounts.service.js';
import { OutsideGuesses } from './outside-guesses.service.js';
import type { OutsideRefusal } from './outside-refusal.js';

/** What the Domain's directories have to do with a sign-in. */
export type Beside =
  /** The name is an account's whose password Wardkeep keeps: a refusal takes as long as for a name that it does not know. */
  | { readonly kind: 'own'; readonly decoy: Promise<void> }
  /** `hashed`: a place in the lane is needed no longer. */
  | { readonly kind: 'outside'; readonly outcome: Promise<SignInOutcome>; readonly hashed: Promise<void> };

type Input = Pick<SignInDto, 'username' | 'password' | 'providerId'>;

/** Who was meant, and whom to ask about them; or why nobody is asked. */
type Asked = {
  readonly account: AccountRecord | null;
  readonly whom: Omit<DirectoryClaim, 'admit'> | OutsideRefusal;
};

type UnderWay = {
  readonly directories: readonly LdapProvider[];
  readonly asked: Asked;
  readonly hashed: Promise<void>;
};

type Failed = Extract<Verdict, { kind: 'refused' }>;

const RETRY_AFTER_SECONDS = 30;

/** Sign-ins in Domains that have directories. */
@Injectable()
export class DirectorySignIn {
  constructor(
    private readonly providers: ProvidersService,
    private readonly method: LdapMethod,
    private readonly unitOfWork: UnitOfWork,
    private readonly accounts: UserAccounts,
    private readonly users: DirectoryUsers,
    private readonly standard: StandardMethod,
    private readonly settings: SettingsService,
    private readonly outside: OutsideAccounts,
    private readonly guesses: OutsideGuesses,
    private readonly flow: SignInFlow,
  ) {}

  /** Null where no directory has to do with it. What it answers is under way already; the caller awaits it. */
  async begin(context: SignInContext, input: Input): Promise<Beside | null> {
    if (input.providerId === LOCAL_ACCOUNT) return null;
    const directories = await this.providers.enabledLdap(context.domain);
    if (directories.length === 0 && input.providerId === undefined) return null;
    const actor = inDomain(context.domain, context.origin);
    const asked = await this.unitOfWork.read(actor, (tx) => this.asked(tx, context, directories, input));
    if (asked === null) return { kind: 'own', decoy: this.decoy(context, directories) };
    const hashed = this.pretend(context, input.password);
    const outcome = this.outcome(context, { directories, asked, hashed }, input);
    outcome.catch(() => undefined);
    return { kind: 'outside', outcome, hashed };
  }

  /** Null: nobody outside. */
  private async asked(
    tx: ReadTx,
    { domain }: SignInContext,
    directories: readonly LdapProvider[],
    { username, providerId }: Input,
  ): Promise<Asked | null> {
    const account = await this.accounts.byLoginName(tx, username);
    const identity = await this.users.identityOf(tx, account?.id ?? NO_ID);
    if (providerId === undefined && account && account.login_method !== 'ldap') return null;
    const chosen = providerId === undefined ? directories : directories.filter(({ id }) => id === providerId);
    const because = refusedUnasked(account, identity, { enabled: directories, chosen });
    if (because) return { account, whom: because };
    const whom = { domain, names: namesOf(account, username), subject: identity?.subject ?? null, dn: null };
    const own = chosen.filter(({ id }) => identity === null || id === identity.providerId);
    return { account, whom: { ...whom, directories: own } };
  }

  private async outcome(
    context: SignInContext,
    { directories, asked, hashed }: UnderWay,
    input: Input,
  ): Promise<SignInOutcome> {
    const { account, whom } = asked;
    if (typeof whom === 'string') {
      await Promise.all([this.decoy(context, directories), hashed]);
      return this.refuse(context, account, { kind: 'refused', userId: null, because: whom }, input.username);
    }
    return this.guesses.within(context, async (admit) => {
      const [verdict] = await Promise.all([this.method.verify({ ...whom, admit }, input), hashed]);
      return this.decide(context, account, verdict, input.username);
    });
  }

  private async decide(
    context: SignInContext,
    account: AccountRecord | null,
    verdict: Verdict,
    typed: string,
  ): Promise<SignInOutcome> {
    if (verdict.kind === 'unavailable') return this.unavailable(context, account, verdict.detail, typed);
    if (verdict.kind !== 'outside') return this.refuse(context, account, verdict, typed);
    const { provider } = verdict.person;
    const enabled = await this.providers.enabledLdap(context.domain);
    if (!enabled.some(({ id }) => id === provider.id)) {
      return this.refuse(context, account, { kind: 'refused', userId: null, because: 'provider-disabled' }, typed);
    }
    if (verdict.guesses.length > 0) {
      await this.refuse(context, null, { kind: 'refused', userId: null, guesses: verdict.guesses }, typed);
    }
    return this.outside.signIn(context, verdict.person, typed);
  }

  /** Counts and audits each wrong password against whoever it was for; any other refusal once. */
  private refuse(
    context: SignInContext,
    account: AccountRecord | null,
    verdict: Extract<Verdict, { kind: 'refused' | 'proven' }>,
    typed: string,
  ): Promise<Refused> {
    const { because = 'wrong-password', guesses = [] } = verdict.kind === 'refused' ? verdict : {};
    const actor = inDomain(context.domain, context.origin);
    return this.unitOfWork.write(actor, async (tx): Promise<Change<Refused>> => {
      if (guesses.length === 0) {
        const userId = account?.id ?? verdict.userId;
        return this.refuseOne(tx, context, userId, because, typed);
      }
      const changes: Change<Refused>[] = [];
      const counted: AuditEntry[] = [];
      for (const guess of guesses) {
        changes.push(await this.refuseOne(tx, context, guess.userId, 'wrong-password', typed));
        counted.push(...(await this.count(tx, context, guess, typed)));
      }
      return merged(changes, counted);
    });
  }

  private async refuseOne(
    tx: WriteTx,
    context: SignInContext,
    userId: string | null,
    because: NonNullable<Failed['because']>,
    typed: string,
  ): Promise<Change<Refused>> {
    const user = await this.accounts.lock(tx, userId ?? NO_ID);
    const shut = user && (await this.flow.shutBecause(tx, context, user));
    return this.flow.refuse(tx, context, user, shut ?? because, typed);
  }

  private async count(tx: WriteTx, { domain }: SignInContext, guess: Guess, typed: string) {
    if (guess.userId !== null) return [];
    const { lockout } = await this.settings.of(tx, domain.id);
    return this.guesses.count(tx, guess, typed, lockout);
  }

  /** Told and audited, counted against nobody, and no line for fail2ban. */
  private async unavailable(
    context: SignInContext,
    account: AccountRecord | null,
    detail: string,
    typed: string,
  ): Promise<never> {
    const subject = account ? subjectOf(account) : { kind: 'user', id: null, name: typed };
    await this.unitOfWork.write(inDomain(context.domain, context.origin), () =>
      Promise.resolve({
        result: undefined,
        audit: [{ type: 'sign-in.refused', outcome: 'failed', subject, detail: `provider-unavailable: ${detail}` }],
      }),
    );
    throw new Problem('provider-unavailable', { retryAfterSeconds: RETRY_AFTER_SECONDS });
  }

  /** Asks as for a name that nobody has, so that time does not tell whose password Wardkeep keeps. */
  private async decoy({ domain }: SignInContext, directories: readonly LdapProvider[]): Promise<void> {
    const [username, password] = [randomUUID(), randomUUID()];
    const claim = { domain, directories, names: [username], subject: null, dn: null, admit: nobody };
    await this.method.verify(claim, { username, password }).catch(() => undefined);
  }

  /** What every password costs, with the same look-up; the directory decides also when the lane is full. */
  private async pretend({ domain }: SignInContext, password: string): Promise<void> {
    await this.standard.verify({ domain }, { username: randomUUID(), password }).catch(() => undefined);
  }
}

const nobody: Admit = () => Promise.resolve({ kind: 'late' });

/** Why no directory is asked; null when one is. */
function refusedUnasked(
  account: AccountRecord | null,
  identity: HeldIdentity | null,
  { enabled, chosen }: Record<'enabled' | 'chosen', readonly LdapProvider[]>,
): OutsideRefusal | null {
  if (chosen.length === 0) return 'unknown-provider';
  if (!account) return null;
  if (account.login_method !== 'ldap') return 'other-login-method';
  if (!identity) return 'provider-gone';
  const isOwn = ({ id }: LdapProvider) => id === identity.providerId;
  if (!enabled.some(isOwn)) return 'provider-disabled';
  return chosen.some(isOwn) ? null : 'other-login-method';
}

/** What somebody may be called there: as they are known here, where they typed their mail. */
function namesOf(account: AccountRecord | null, typed: string): readonly string[] {
  return [...new Set([...(account ? [account.username] : []), typed])];
}

function merged(changes: readonly Change<Refused>[], counted: readonly AuditEntry[]): Change<Refused> {
  const [last] = changes.slice(-1);
  if (!last || !('audit' in last)) throw new Error('A refusal is audited');
  const all = changes.flatMap((change) => ('audit' in change ? change.audit : []));
  const [first, ...others] = [...all, ...counted];
  return first ? { result: last.result, audit: [first, ...others] } : last;
}
