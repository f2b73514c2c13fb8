import { createClient, type Client } from 'wardkeep/client';
import type { BuiltInRole, CreatedUser, CreateUserDto } from 'wardkeep/contracts';

/** Who signs in; without a Domain, in the Primary one. */
export type Person = { readonly domain: string | null; readonly username: string; readonly password: string };

export const PASSWORD = 'Correct horse 1!';
const SYS_ADMIN: Person = { domain: null, username: 'sys-admin', password: PASSWORD };

type NewUser = Omit<Partial<CreateUserDto>, 'password'> & {
  readonly username: string;
  readonly role?: BuiltInRole;
};

/** A Domain of one test's own, seen through the REST API as a System Administrator. */
export type Seeded = {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  readonly admin: Person;
  readonly api: Client;
  readonly addUser: (user: NewUser) => Promise<CreatedUser>;
  /** Users who never signed in, since they only have an invitation. */
  readonly invite: (usernames: readonly string[]) => Promise<void>;
  /** The same user as one who can sign in. */
  readonly person: (username: string) => Person;
};

async function tokenOf(baseUrl: string, { domain, username, password }: Person): Promise<string> {
  const result = await createClient({ baseUrl }).auth.signIn({
    username,
    password,
    delivery: 'bearer',
    ...(domain !== null && { domain }),
  });
  if (result.status !== 'signed_in' || !result.accessToken) throw new Error(`${username} got ${result.status}`);
  return result.accessToken;
}

/** Makes Domains, all through one session of the default System Administrator. */
export class Seeder {
  #made = 0;

  private constructor(
    private readonly baseUrl: string,
    private readonly token: string,
  ) {}

  static async signIn(baseUrl: string): Promise<Seeder> {
    return new Seeder(baseUrl, await tokenOf(baseUrl, SYS_ADMIN));
  }

  /** The Primary Domain. */
  async primary(): Promise<Seeded> {
    const { domain } = await this.#in(null).me.get();
    return this.#seeded(domain, SYS_ADMIN);
  }

  async domain(displayName?: string): Promise<Seeded> {
    this.#made += 1;
    const name = `domain-${this.#made}`;
    const admin: Person = { domain: name, username: 'ada.admin', password: PASSWORD };
    const domain = await this.#in(null).domains.create({
      name,
      displayName: displayName ?? `Domain ${this.#made}`,
      administrator: { username: admin.username, firstName: 'Ada', lastName: 'Admin', password: admin.password },
    });
    return this.#seeded(domain, admin);
  }

  #in(domain: string | null): Client {
    return createClient({ baseUrl: this.baseUrl, token: this.token, domain: () => domain });
  }

  async #seeded(domain: { id: string; name: string; displayName: string }, admin: Person): Promise<Seeded> {
    const api = this.#in(admin.domain);
    const { items: roles } = await api.roles.list();
    const roleId = (kind: BuiltInRole) => {
      const role = roles.find((known) => known.kind === kind);
      if (!role) throw new Error(`${domain.name} has no role ${kind}`);
      return role.id;
    };
    const addUser = ({ role = 'read-only', ...fields }: NewUser) =>
      api.users.create({
        firstName: 'Kim',
        lastName: 'Keller',
        roleId: roleId(role),
        ...(fields.initialPassword === undefined && { password: PASSWORD }),
        ...fields,
      });
    return {
      id: domain.id,
      name: domain.name,
      displayName: domain.displayName,
      admin,
      api,
      addUser,
      invite: async (usernames) => {
        for (const username of usernames) {
          await addUser({ username, email: `${username}@example.org`, initialPassword: 'invitation' });
        }
      },
      person: (username) => ({ domain: admin.domain, username, password: PASSWORD }),
    };
  }
}
