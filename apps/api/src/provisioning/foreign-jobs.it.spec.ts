import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Job, ProblemBody } from 'wardkeep/contracts';
import { startApi, type TestApi } from '../../testing/api.js';
import type { Client } from '../../testing/client.js';
import { importIn, upload } from '../../testing/imports.js';
import { ended } from '../../testing/jobs.js';

let api: TestApi;
let owner: Client;
let stranger: Client;
let ids: { readonly job: string; readonly import: string };
let role: string;
beforeAll(async () => {
  api = await startApi();
  const [domain, other] = [await api.given.domain(), await api.given.domain()];
  owner = api.as(await api.given.signedIn(domain, 'domain-administrator'));
  stranger = api.as(await api.given.signedIn(other, 'domain-administrator'));
  const user = await api.given.user(domain);
  const { body: job } = await owner.post<Job>('/users/bulk', { action: 'disable', ids: [user.id] });
  await ended(owner, job.id);
  const file = 'username,firstName,lastName,role\nada,Ada,Lovelace,Read-only\n';
  const { body: uploaded } = await upload(api.url, owner, file);
  await importIn(owner, uploaded.id, 'ready');
  ids = { job: job.id, import: uploaded.id };
  role = other.roles['read-only'] ?? '';
});
afterAll(() => api.close());

describe("TEN-06 what another Domain's administrators get of", () => {
  it.each([
    ['GET', 'jobs', 'job', ''],
    ['GET', 'jobs', 'job', '/items'],
    ['GET', 'jobs', 'job', '/events'],
    ['POST', 'jobs', 'job', '/cancel'],
    ['POST', 'jobs', 'job', '/reverse'],
    ['GET', 'users/imports', 'import', ''],
    ['GET', 'users/imports', 'import', '/rows'],
    ['GET', 'users/imports', 'import', '/errors.csv'],
    ['GET', 'users/imports', 'import', '/result.csv'],
    ['POST', 'users/imports', 'import', '/confirm'],
    ['POST', 'users/imports', 'import', '/pause'],
    ['POST', 'users/imports', 'import', '/resume'],
    ['POST', 'users/imports', 'import', '/undo'],
    ['DELETE', 'users/imports', 'import', ''],
  ] as const)('%s /%s of a foreign %s%s is what they get of none', async (method, path, kind, rest) => {
    const call = (id: string) => stranger.call<ProblemBody>(method, `/${path}/${id}${rest}`);
    const [foreign, none] = [await call(ids[kind]), await call(role)];
    expect({ status: foreign.status, code: foreign.body.code }).toEqual({ status: 404, code: `${kind}-not-found` });
    const { requestId: _, ...said } = foreign.body;
    const { requestId: __, ...saidOfNone } = none.body;
    expect(said).toEqual(saidOfNone);
  });

  it('leaves both as they were', async () => {
    expect((await owner.get<Job>(`/jobs/${ids.job}`)).body.state).toBe('succeeded');
    expect((await importIn(owner, ids.import, 'ready')).state).toBe('ready');
  });
});
