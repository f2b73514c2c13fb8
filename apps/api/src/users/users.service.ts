import { Injectable } from '@nestjs/common';
import type {
  DisabledUser,
  EndedAccess,
  Page,
  User,
  UserDetail,
  UserVersion,
  UserVersionDetail,
} from 'wardkeep/contracts';
import type { HistoryQueryDto, UpdateUserDto, UsersQueryDto } from 'wardkeep/contracts/dto';
import type { Actor } from '../platform/actor.js';
import type { ReadTx } from '../platform/database/transaction.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Problem } from '../platform/http/problem.js';
import { RolesService } from '../roles/roles.service.js';
import { UserActs } from './user-acts.service.js';
import { restorable } from './user-changes.js';
import { UserListing } from './listing/user-listing.repository.js';
import { toDetail, type UserRecord } from './user-record.js';
import { UserVersions } from './user-versions.repository.js';
import { UsersRepository } from './users.repository.js';

@Injectable()
export class UsersService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: UsersRepository,
    private readonly listing: UserListing,
    private readonly history: UserVersions,
    private readonly roles: RolesService,
    private readonly acts: UserActs,
  ) {}

  list(actor: Actor, query: UsersQueryDto): Promise<Page<User>> {
    return this.unitOfWork.read(actor, (tx) => this.listing.page(tx, query));
  }

  /** The holders of a role; a role of another Domain is as missing as one that never was. */
  listHolders(actor: Actor, roleId: string, query: UsersQueryDto): Promise<Page<User>> {
    return this.unitOfWork.read(actor, async (tx) => {
      if (!(await this.roles.find(tx, roleId))) throw new Problem('role-not-found');
      return this.listing.page(tx, { ...query, roleId });
    });
  }

  get(actor: Actor, id: string): Promise<UserDetail> {
    return this.unitOfWork.read(actor, async (tx) => toDetail(actor, await this.known(tx, id)));
  }

  versions(actor: Actor, id: string, query: HistoryQueryDto): Promise<Page<UserVersion>> {
    return this.unitOfWork.read(actor, async (tx) => {
      await this.known(tx, id);
      return this.history.page(tx, id, query);
    });
  }

  version(actor: Actor, id: string, version: number): Promise<UserVersionDetail> {
    return this.unitOfWork.read(actor, async (tx) => {
      await this.known(tx, id);
      const found = await this.history.one(tx, id, version);
      if (!found) throw new Problem('version-not-found');
      return found;
    });
  }

  update(actor: Actor, id: string, version: number, change: UpdateUserDto): Promise<UserDetail> {
    return this.unitOfWork.write(actor, (tx) => this.acts.update(tx, actor, id, change, version));
  }

  /**
   * What people may edit as it was in an earlier version, as a new version and only as far as the caller might make the
   * same change by hand. Whether the user is enabled stays: that has its own doors.
   */
  restore(actor: Actor, id: string, version: number | null, earlier: number): Promise<UserDetail> {
    return this.unitOfWork.write(actor, async (tx) => {
      await this.acts.lockAdministrators(tx);
      const user = await this.acts.locked(tx, id, version ?? undefined);
      const past = await this.history.one(tx, id, earlier);
      if (!past) throw new Problem('version-not-found');
      const happened = { type: 'user.restored', detail: `version ${earlier}` } as const;
      return this.acts.change(tx, actor, user, restorable(past.fields), happened);
    });
  }

  enable(actor: Actor, id: string): Promise<UserDetail> {
    return this.unitOfWork.write(actor, (tx) => this.acts.enable(tx, actor, id));
  }

  disable(actor: Actor, id: string): Promise<DisabledUser> {
    return this.unitOfWork.write(actor, (tx) => this.acts.disable(tx, actor, id));
  }

  /** For good. `confirm` is what a person typed to confirm, if anything. */
  remove(actor: Actor, id: string, version: number, confirm?: string): Promise<EndedAccess> {
    return this.unitOfWork.write(actor, (tx) => this.acts.remove(tx, actor, id, version, confirm));
  }

  /** Refuses an id that is not in the transaction's Domain, for what hangs on a user. */
  async known(tx: ReadTx, id: string): Promise<UserRecord> {
    const user = await this.users.byId(tx, id);
    if (!user) throw new Problem('user-not-found');
    return user;
  }
}
