import { randomBytes } from 'node:crypto';
import {
  BUILT_IN_GRANTS,
  type BuiltInRole,
  type Grant,
  type LoginMethodKind,
  type Permission,
  type Scope,
} from 'wardkeep/contracts';
import { CLASSIC_POLICY, grantsOf } from 'wardkeep/rules';
import { DomainsRepository } from '../src/domains/domains.repository.js';
import { inDomain, NOWHERE, type Actor, type DomainRef, type Origin } from '../src/platform/actor.js';
import { Boxes } from '../src/platform/database/boxes.js';
import { SystemUnitOfWork, UnitOfWork } from '../src/platform/database/unit-of-work.js';
import { newId } from '../src/platform/ids.js';
import { RolesService } from '../src/roles/roles.service.js';
import { SessionsService } from '../src/sessions/sessions.service.js';
import { PasswordsService } from '../src/users/passwords.service.js';
import { UserAccounts } from '../src/users/user-accounts.service.js';
import { UsersRepository } from '../src/users/users.repository.js';
import type { TestDatabase } from './database.js';

/** The password of `sys-admin` and of every user given one. */
export const PASSWORD = 'Correct-Horse-9-Battery';

type Get = <T>(type: abstract new (...args: never[]) => T) => T;
type RoleIds = Readonly<Partial<Record<BuiltInRole, string>>>;

export type GivenDomain = DomainRef & { readonly roles: RoleIds };
export type GivenUser = {
  readonly id: string;
  readonly username: string;
  readonly email: string | null;
  readonly role: BuiltInRole;
  readonly version: number;
  readonly domain: GivenDomain;
};
export type GivenSession = { readonly id: string; readonly token: string; readonly csrfToken: string };

export type UserWishes = {
  readonly role?: BuiltInRole;
  /** A role that is not built in. */
  readonly roleId?: string;
  readonly enabled?: boolean;
  readonly username?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly email?: string | null;
  /** Whether the user can sign in with PASSWORD; hashing is slow, so only when asked for. */
  readonly withPassword?: boolean;
  readonly mustChangePassword?: boolean;
  readonly loginMethod?: LoginMethodKind;
};

type ActorWishes = Partial<Pick<Actor, 'userId' | 'username' | 'dryRun' | 'once' | 'origin' | 'home'>>;

/** Makes what a test is about through the application's own units of work; what is not named gets a value nobody else has. */
export class Given {
  private hash: Promise<string> | null = null;

  private constructor(
    private readonly get: Get,
    private readonly database: TestDatabase,
    /** The Primary Domain. */
    readonly primary: GivenDomain,
    /** `sys-admin`, made by the first start. */
    readonly sysAdmin: GivenUser,
  ) {}

  static async on(get: Get, database: TestDatabase): Promise<Given> {
    const [domain] = await database.sql<DomainRef>('SELECT id, name FROM domain WHERE is_primary');
    if (!domain) throw new Error('There is no Primary Domain');
    const primary = { ...domain, roles: await rolesOf(database, domain.id) };
    const [user] = await database.sql<{ id: string; version: number }>(
      'SELECT id, version FROM app_user WHERE is_protected',
    );
    if (!user) throw new Error('There is no sys-admin');
    const role = 'system-administrator';
    return new Given(get, database, primary, { ...user, username: 'sys-admin', email: null, role, domain: primary });
  }

  /** A secondary Domain with its built-in roles and nobody in it. */
  async domain(name = aName('domain')): Promise<GivenDomain> {
    const id = newId();
    await this.get(SystemUnitOfWork).maintain(async (tx) => {
      const row = { id, name, displayName: name, primary: false, banner: null };
      await this.get(DomainsRepository).insert(tx, row);
      await this.get(Boxes).create(tx, id);
      await this.get(RolesService).seed(tx, row);
    });
    return { id, name, roles: await rolesOf(this.database, id) };
  }

  /** A role that is not built in; answers its id. */
  role(domain: GivenDomain, permissions: readonly Grant[], name = aName('role')): Promise<string> {
    const id = newId();
    return this.get(UnitOfWork).write(inDomain(domain), async (tx) => {
      await tx.sql('INSERT INTO role (id, domain_id, name, permissions) VALUES ($1, $2, $3, $4)', [
        id,
        domain.id,
        name,
        JSON.stringify(permissions),
      ]);
      return { result: id, unchanged: true };
    });
  }

  async user(domain: GivenDomain, wishes: UserWishes = {}): Promise<GivenUser> {
    const { role = 'read-only', enabled = true, username = aName(role), email = null } = wishes;
    const roleId = wishes.roleId ?? domain.roles[role];
    if (roleId === undefined) throw new Error(`There is no ${role} in ${domain.name}`);
    const id = newId();
    const hash = wishes.withPassword ? await this.hashed() : null;
    await this.get(UnitOfWork).write(inDomain(domain), async (tx) => {
      const users = this.get(UsersRepository);
      await users.add(tx, {
        id,
        domainId: domain.id,
        username,
        firstName: wishes.firstName ?? 'Ada',
        lastName: wishes.lastName ?? 'Lovelace',
        email,
        phone: null,
        roleId,
        twoFactorRequired: false,
        timeZone: null,
        language: null,
        emailNotifications: true,
        isProtected: false,
        invited: false,
        passwordHash: hash && (await this.get(PasswordsService).seal(tx, domain.id, id, hash)),
        mustChangePassword: wishes.mustChangePassword ?? false,
        passwordHours: null,
        passwordMode: hash === null ? null : 'classic',
        passwordMinLength: hash === null ? null : CLASSIC_POLICY.minLength,
      });
      if (!enabled) await tx.sql('UPDATE app_user SET enabled = false WHERE id = $1', [id]);
      if (wishes.loginMethod) {
        await tx.sql('UPDATE app_user SET login_method = $2 WHERE id = $1', [id, wishes.loginMethod]);
      }
      await users.addVersion(tx, inDomain(domain), id, []);
      return { result: undefined, audit: [{ type: 'user.created', subject: { kind: 'user', id, name: username } }] };
    });
    return { id, username, email, role, version: 1, domain };
  }

  /** A live session of the user, made as signing in makes it. */
  session(user: GivenUser, origin: Partial<Origin> = {}): Promise<GivenSession> {
    const { domain, id: userId, username } = user;
    const from: Origin = { ...NOWHERE, address: '192.0.2.7', device: 'Firefox 140 on Linux', ...origin };
    return this.get(UnitOfWork).write(inDomain(domain, from), async (tx) => {
      await this.get(UserAccounts).lock(tx, userId);
      const started = await this.get(SessionsService).start(tx, {
        userId,
        username,
        domainId: domain.id,
        method: 'standard',
        origin: from,
      });
      const { session, token, csrfToken } = started;
      return { result: { id: session.id, token, csrfToken }, audit: [{ type: 'sign-in.succeeded' }] };
    });
  }

  /** Somebody new of that role, signed in. */
  async signedIn(
    domain: GivenDomain,
    role: BuiltInRole,
    wishes: UserWishes = {},
  ): Promise<GivenSession & { user: GivenUser }> {
    const user = await this.user(domain, { ...wishes, role });
    return { ...(await this.session(user)), user };
  }

  /** An actor for a service, with the rights of a built-in role or with single permissions; no such user is stored. */
  actor(domain: DomainRef, rights: BuiltInRole | readonly Permission[], wishes: ActorWishes = {}): Actor {
    const isRole = typeof rights === 'string';
    const home = wishes.home ?? domain;
    return {
      kind: 'user',
      userId: newId(),
      username: aName('actor'),
      home,
      domain,
      roleKind: isRole ? rights : null,
      grants: grantsOf(isRole ? BUILT_IN_GRANTS[rights] : rights.map(inWholeDomain)),
      dryRun: false,
      once: null,
      origin: NOWHERE,
      ...wishes,
    };
  }

  private hashed(): Promise<string> {
    this.hash ??= this.get(PasswordsService).hash(PASSWORD);
    return this.hash;
  }
}

const inWholeDomain = (permission: Permission): { permission: Permission; scope: Scope } => ({
  permission,
  scope: 'domain',
});

export function aName(kind: string): string {
  return `${kind}-${randomBytes(5).toString('hex')}`;
}

async function rolesOf(database: TestDatabase, domainId: string): Promise<RoleIds> {
  const rows = await database.sql<{ kind: BuiltInRole; id: string }>('SELECT kind, id FROM role WHERE domain_id = $1', [
    domainId,
  ]);
  return Object.fromEntries(rows.map(({ kind, id }) => [kind, id]));
}
