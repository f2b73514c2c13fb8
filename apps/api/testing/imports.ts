import type { Import } from 'wardkeep/contracts';
import type { Client } from './client.js';

const LOOK_MS = 25;

export type Uploaded<Body = Import> = { readonly status: number; readonly headers: Headers; readonly body: Body };

/** Sends a file as the console does: options first, then the file. */
export async function upload<Body = Import>(
  url: string,
  client: Client,
  content: string | Buffer,
  options: Readonly<Record<string, string>> = {},
): Promise<Uploaded<Body>> {
  const form = new FormData();
  for (const [name, value] of Object.entries(options)) form.append(name, value);
  form.append('file', new Blob([content], { type: 'text/csv' }), 'people.csv');
  const response = await fetch(`${url}/api/v1/users/imports`, {
    method: 'POST',
    headers: { ...client.sent },
    body: form,
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Body };
}

/** The import once it is in one of these states. */
export async function importIn(client: Client, id: string, ...states: readonly Import['state'][]): Promise<Import> {
  for (;;) {
    const { body } = await client.get<Import>(`/users/imports/${id}`);
    if (states.includes(body.state)) return body;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
