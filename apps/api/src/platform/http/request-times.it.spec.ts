import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Import, Page } from 'wardkeep/contracts';
import { startApi, type TestApi } from '../../../testing/api.js';
import type { Client } from '../../../testing/client.js';

const TIMES = { requestMs: 400, uploadMs: 4_000, stretchMs: 2_500, stretchBytes: 1_000 };
const ROW = 'people,Slow,Line,,Read-only\n';

let api: TestApi;
let boss: Client;
beforeAll(async () => {
  api = await startApi({ times: TIMES });
  boss = api.as(await api.given.signedIn(await api.given.domain(), 'domain-administrator'));
});
afterAll(() => api.close());

type Parts = {
  readonly path: string;
  readonly type: string;
  readonly parts: Iterable<string>;
  readonly everyMs: number;
  /** Whether the connection stays open behind the answer. */
  readonly isKept?: boolean;
};

/** Sends a body in parts, and answers how it was answered: nothing, when the connection was only cut. */
async function sent({ path, type, parts, everyMs, isKept = false }: Parts): Promise<string> {
  const { hostname, port } = new URL(api.url);
  const socket = connect(Number(port), hostname);
  let answer = '';
  const over = new Promise<string>((resolve) => socket.once('close', () => resolve(answer)));
  socket.on('data', (part: Buffer) => (answer += part.toString())).on('error', () => undefined);
  const headers = {
    ...boss.sent,
    host: hostname,
    'content-type': type,
    'transfer-encoding': 'chunked',
    connection: isKept ? 'keep-alive' : 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`POST /api/v1${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
  for (const part of parts) {
    if (socket.destroyed || (answer !== '' && !isKept)) break;
    socket.write(`${part.length.toString(16)}\r\n${part}\r\n`);
    await sleep(everyMs);
  }
  if (!socket.destroyed) socket.write('0\r\n\r\n');
  return over;
}

function* form(rows: Iterable<string>): Generator<string> {
  yield '--b\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\n';
  yield 'username,firstName,lastName,email,role\n';
  yield* rows;
  yield '\r\n--b--\r\n';
}

function* endless(part: string): Generator<string> {
  for (;;) yield part;
}

const upload = (rows: Iterable<string>, everyMs: number) =>
  sent({ path: '/users/imports', type: 'multipart/form-data; boundary=b', parts: form(rows), everyMs });

describe('a request that takes long to arrive', () => {
  it('is taken when it is a file that comes as fast as its line lets it', async () => {
    const rows = Array.from({ length: 6 }, (_, index) => `p${index}${ROW}`);
    expect(await upload(rows, 100)).toMatch(/^HTTP\/1\.1 202 /);
  });

  // As late as a file would be is too late.
  const SOON_MS = 10_000;
  it(
    'DOS-02 is cut off also where its address can not be read, and it is answered already',
    async () => {
      const parts = endless(' '.repeat(50));
      expect(await sent({ path: '/%zz', type: 'text/plain', parts, everyMs: 20, isKept: true })).toMatch(
        /^HTTP.{4} 400 /,
      );
    },
    SOON_MS,
  );

  it.each([
    [
      'JSON, however steady',
      () => sent({ path: '/users', type: 'application/json', parts: endless(' '.repeat(50)), everyMs: 20 }),
    ],
    ['a file of which next to nothing comes', () => upload(endless('x'), 200)],
    ['a file that comes for ever', () => upload(endless(ROW.repeat(10)), 50)],
  ])('DOS-02 is cut off: %s', async (_what, send) => {
    expect(await send()).toMatch(/^(?:HTTP\/1\.1 4\d\d |$)/);
    const { items } = (await boss.get<Page<Import>>('/users/imports')).body;
    expect(items.filter(({ state }) => state === 'validating')).toEqual([]);
    expect(await api.database.sql('SELECT id FROM user_import WHERE job_id IS NULL')).toEqual([]);
  });
});
