import { setTimeout as sleep } from 'node:timers/promises';
import { domainNamed } from './domains.js';
import { must } from './http-client.js';
import { signIn, type Headers, type Wardkeep } from './wardkeep.js';

export type Import = {
  readonly id: string;
  readonly state: string;
  readonly error: string | null;
  readonly counts: Readonly<Record<string, number>>;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly progress: { readonly done: number; readonly total: number };
};

const COLUMNS = ['username', 'firstName', 'lastName', 'email', 'role'] as const;
const LOOK_MS = 200;

/** As many people as a file would name, none of them like another. */
export function* people(count: number, mark: string): Generator<readonly string[]> {
  for (let index = 0; index < count; index += 1) {
    const name = `${mark}-${index}`;
    yield [name, `Ada${index % 400}`, `Lovelace${index % 900}`, `${name}@example.org`, 'Read-only'];
  }
}

export function csvOf(rows: Iterable<readonly string[]>): string {
  return [COLUMNS, ...rows].map((cells) => cells.join(',')).join('\n');
}

/** A Domain of its own, and the session of its administrator. */
export async function administrator({ api, admin }: Wardkeep, of: string): Promise<Headers> {
  const name = `bench-${of}-${Date.now()}`;
  await domainNamed(api, admin, name);
  return signIn(api, name, 'admin');
}

/** The import of a file that was read to its end. */
export async function upload(api: string, headers: Headers, content: string): Promise<Import> {
  const { status, body } = await uploaded(api, headers, content);
  if (status !== 202) throw new Error(`The upload was answered ${status}: ${JSON.stringify(body)}`);
  return body;
}

type Uploaded = Import & { readonly errors?: readonly { readonly code: string }[] };

/** How a file was answered, taken or refused. */
export async function uploaded(
  api: string,
  headers: Headers,
  content: string | Buffer,
): Promise<{ readonly status: number; readonly body: Uploaded }> {
  const form = new FormData();
  form.append('withoutPassword', 'invitation');
  form.append('file', new Blob([content], { type: 'text/csv' }), 'people.csv');
  const response = await fetch(`${api}/users/imports`, { method: 'POST', headers: { ...headers }, body: form });
  return { status: response.status, body: (await response.json()) as Uploaded };
}

export function confirm(api: string, headers: Headers, id: string): Promise<Import> {
  return must<Import>(`${api}/users/imports/${id}/confirm`, { method: 'POST', headers });
}

/** The import in that state; `look` is called between two looks. */
export async function until(
  api: string,
  headers: Headers,
  id: string,
  state: string,
  look: () => void = () => undefined,
): Promise<Import> {
  for (;;) {
    const found = await must<Import>(`${api}/users/imports/${id}`, { headers });
    look();
    if (found.state === state) return found;
    if (found.state === 'failed') throw new Error(`The import failed: ${found.error}`);
    await sleep(LOOK_MS);
  }
}
