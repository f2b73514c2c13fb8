import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fastify, { type FastifyInstance } from 'fastify';
import { readFormBodies } from './form-bodies.js';

const MOST = 480_000;
let server: FastifyInstance;
beforeAll(() => {
  server = fastify({ bodyLimit: MOST });
  readFormBodies(server);
  server.post('/form', { config: { formBytes: MOST } }, ({ body }) => Promise.resolve({ body }));
  server.post('/json', () => Promise.resolve({}));
});
afterAll(() => server.close());

const post = (url: string, payload: string) =>
  server.inject({
    method: 'POST',
    url,
    payload,
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-length': String(payload.length) },
  });

describe('a form', () => {
  it('is its fields, and a list where one was sent several times', async () => {
    expect((await post('/form', 'a=1&b=x+y&a=2')).json()).toEqual({ body: { a: ['1', '2'], b: 'x y' } });
  });

  it('is taken by the routes that ask for one alone', async () => {
    expect((await post('/json', 'a=1')).statusCode).toBeGreaterThanOrEqual(400);
  });

  it.each([
    ['many fields', Array.from({ length: 51 }, (_, index) => `f${index}=1`).join('&')],
    ['one field over and over', 'a&'.repeat(MOST / 2)],
  ])('is refused at once with %s', async (_what, payload) => {
    const started = performance.now();
    expect((await post('/form', payload)).statusCode).toBeGreaterThanOrEqual(400);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
