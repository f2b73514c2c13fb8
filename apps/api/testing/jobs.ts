import type { Job } from 'wardkeep/contracts';
import type { Client } from './client.js';

const LOOK_MS = 20;
const GIVEN_UP_MS = 60_000;

/** The job once it has ended, however that was. */
export async function ended(client: Client, id: string): Promise<Job> {
  for (const until = Date.now() + GIVEN_UP_MS; Date.now() < until;) {
    const { body, status } = await client.get<Job>(`/jobs/${id}`);
    if (status !== 200) throw new Error(`GET /jobs/${id} answered ${status}`);
    if (body.state !== 'queued' && body.state !== 'running') return body;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  throw new Error(`The job ${id} does not end`);
}
