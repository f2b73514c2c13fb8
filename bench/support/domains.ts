import { must } from './http-client.js';
import { PASSWORD, type Headers } from './wardkeep.js';

type Items<Item> = { readonly items: readonly Item[] };
type Named = { readonly id: string; readonly name: string };
type Role = Named & { readonly kind: string | null };

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

/** Makes users over HTTP, whose passwords are real. */
export async function usersWithPasswords(api: string, admin: Headers, count: number): Promise<string[]> {
  const { items: roles } = await must<Items<Role>>(`${api}/roles`, { headers: admin });
  const roleId = roles.find(({ kind }) => kind === 'read-only')?.id;
  const names = Array.from({ length: count }, (_, index) => `signer-${index}`);
  for (const username of names) {
    const body = { username, firstName: 'Sig', lastName: 'Ner', roleId, password: PASSWORD };
    await must(`${api}/users`, { method: 'POST', headers: admin, body });
  }
  return names;
}
