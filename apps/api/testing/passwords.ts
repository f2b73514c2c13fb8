import type { ProblemBody, SignInResult } from 'wardkeep/contracts';
import type { TestApi } from './api.js';
import type { Answer } from './client.js';
import { aName, type GivenDomain, type GivenUser } from './given.js';

/** Every policy takes them. */
export const GOOD_PASSWORDS: readonly [string, string, string, string, string, string, string] = [
  'Blue-Tiger-84-Sofa',
  'Quiet.River+3.Lamp',
  'Seven_Lemons_At_5',
  'Paper,Boat,29,Wind',
  'Green Kettle 61 Ox',
  'Rusty/Piano/7/Snow',
  'Slow:Comet:48:Fern',
];

/** How a password was refused; nulls and nothing when it was not. */
export function refusalOf({ status, body }: Answer<unknown>) {
  const { code = null, errors = [] } = (body ?? {}) as Partial<ProblemBody>;
  const pointers = [...new Set(errors.map(({ pointer }) => pointer))];
  return { status, code, pointers, flaws: errors.map((error) => error.code) };
}

export function signInAs(api: TestApi, user: GivenUser, password: string): Promise<Answer<SignInResult>> {
  const { domain, username } = user;
  return api.anybody.post('/auth/sign-in', { domain: domain.name, username, password, delivery: 'bearer' });
}

/** The challenge of a sign-in that wants something more. */
export function challengeOf({ body }: Answer<SignInResult>): string {
  return 'challenge' in body ? body.challenge : '';
}

/** What a new user is made from, without a password. */
export function aNewcomer({ roles }: GivenDomain) {
  return { username: aName('n'), firstName: 'Grace', lastName: 'Hopper', roleId: roles['read-only'] };
}

/** Settings that the Domain chose before anybody asked for them. */
export async function choose(api: TestApi, { id }: GivenDomain, chosen: Readonly<Record<string, unknown>>) {
  const values = [id, JSON.stringify(chosen)];
  await api.database.sql('INSERT INTO domain_settings (domain_id, chosen) VALUES ($1, $2)', values);
}
