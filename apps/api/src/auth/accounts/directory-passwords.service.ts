import { Injectable } from '@nestjs/common';
import { inDomain } from '../../platform/actor.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { ProvidersService } from '../../providers/providers.service.js';
import { DirectoryUsers } from '../../users/directory-users.service.js';
import type { AccountRecord } from '../../users/user-record.js';
import { LdapMethod } from '../methods/ldap.method.js';
import type { Verdict } from '../methods/login-method.js';
import { OutsideGuesses, type Place } from './outside-guesses.service.js';

/** The password that a directory keeps of a user, asked again of somebody who is signed in. */
@Injectable()
export class DirectoryPasswords {
  constructor(
    private readonly providers: ProvidersService,
    private readonly method: LdapMethod,
    private readonly unitOfWork: UnitOfWork,
    private readonly users: DirectoryUsers,
    private readonly guesses: OutsideGuesses,
  ) {}

  /** The next guess at the same user waits until `decide` is done. */
  async compare<T>(
    place: Place,
    user: AccountRecord,
    password: string,
    decide: (verdict: Verdict) => Promise<T>,
  ): Promise<T> {
    const { domain, origin } = place;
    const identity = await this.unitOfWork.read(inDomain(domain, origin), (tx) => this.users.identityOf(tx, user.id));
    const enabled = await this.providers.enabledLdap(domain);
    const directories = enabled.filter(({ id }) => id === identity?.providerId);
    if (!identity || directories.length === 0) {
      return decide({ kind: 'refused', userId: user.id, because: 'provider-disabled' });
    }
    const { username } = user;
    const claim = { domain, directories, names: [username], subject: identity.subject, dn: identity.dn };
    return this.guesses.within(place, async (admit) =>
      decide(await this.method.verify({ ...claim, admit }, { username, password })),
    );
  }
}
