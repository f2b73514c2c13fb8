import { must } from './http-client.js';
import { PASSWORD, type Headers } from './wardkeep.js';

type Items<Item> = { readonly items: readonly Item[] };
type Named = { readonly id: string; readonly name: string };
type Role = Named & { readonly kind: string | null };
type User = { readonly id: string; readonly username: string };

/** The Domain of that name, made with an administrator `admin` when it is missing. */
export async function domainNamed(api: string, admin: Headers, name: string): Promise<string> {
  const { items } = await must<Items<Named>>(`${api}/domains?q=${name}`, { headers: admin });
  const known = items.find((domain) => domain.name === name);
  if (known) return known.id;
  const administrator = { username: 'admin', firstName: 'Ada', lastName: 'Admin', password: PASSWORD };
  const body = { name, displayName: `Benchmark ${name}`, administrator };
  const made = await must<Named>(`${api}/domains`, { method: 'POST', headers: admin, body });
  return made.id;
}

/** A new user over HTTP, whose password is real. */
export async function userNamed(api: string, admin: Headers, username: string): Promise<User> {
  return addUser(api, admin, await readOnly(api, admin), username);
}

/** As many of them. */
export async function usersWithPasswords(
  api: string,
  admin: Headers,
  count: number,
  prefix = 'signer',
): Promise<string[]> {
  const roleId = await readOnly(api, admin);
  const names = Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
  for (const username of names) await addUser(api, admin, roleId, username);
  return names;
}

async function readOnly(api: string, admin: Headers): Promise<string | undefined> {
  const { items: roles } = await must<Items<Role>>(`${api}/roles`, { headers: admin });
  return roles.find(({ kind }) => kind === 'read-only')?.id;
}

function addUser(api: string, admin: Headers, roleId: string | undefined, username: string): Promise<User> {
  const body = { username, firstName: 'Sig', lastName: 'Ner', roleId, password: PASSWORD };
  return must<User>(`${api}/users`, { method: 'POST', headers: admin, body });
}
