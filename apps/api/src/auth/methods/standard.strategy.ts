import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { inDomain, type DomainRef } from '../../platform/actor.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { PasswordsService } from '../../users/passwords.service.js';
import { UserAccounts } from '../../users/user-accounts.service.js';
import type { Claim, FormInput, Verdict } from './login-method.js';
import type { StrategyRequest } from './strategy-runner.js';
import { VerdictStrategy } from './verdict.strategy.js';

type Account = { readonly userId: string; readonly hash: string | null; readonly passwordSetAt: Date | null };

/** Passwords that Wardkeep itself keeps. */
@Injectable()
export class StandardStrategy extends PassportStrategy(VerdictStrategy, 'standard') {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly accounts: UserAccounts,
    private readonly passwords: PasswordsService,
  ) {
    super();
  }

  async validate(request: StrategyRequest): Promise<Verdict> {
    const { domain, username, password } = request.body as Claim & FormInput;
    const account = await this.accountOf(domain, username);
    const { ok, rehash } = await this.passwords.verify(account?.hash ?? null, password);
    if (!ok || !account) return { kind: 'refused', userId: account?.userId ?? null };
    const betterHash = rehash ? await this.passwords.hash(password) : null;
    return { kind: 'proven', userId: account.userId, passwordSetAt: account.passwordSetAt, betterHash };
  }

  private accountOf(domain: DomainRef, username: string): Promise<Account | null> {
    return this.unitOfWork.read(inDomain(domain), async (tx) => {
      const user = await this.accounts.credentialsOf(tx, username);
      if (!user) return null;
      const isOurs = user.login_method === 'standard';
      const hash = isOurs ? await this.accounts.hashOf(tx, user) : null;
      return { userId: user.id, hash, passwordSetAt: user.password_changed_at };
    });
  }
}
