/**
 * The least that a sign-in can be: `node:http`, one look-up, one hash, and one transaction that keeps the session, the
 * time and the event, in tables without indexes, confinement, lockout, second factor or history.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { hash, verify, type Options } from '@node-rs/argon2';
import pg from 'pg';
import { answer } from './child.js';

const [port, url] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: url, max: 10, options: '-c search_path=bench_floor', pipeline: true });

type SignIn = { readonly username: string; readonly password: string };

const TABLES = `
DROP SCHEMA IF EXISTS bench_floor CASCADE;
CREATE SCHEMA bench_floor;
CREATE TABLE bench_floor.account (username text PRIMARY KEY, id uuid NOT NULL, hash text NOT NULL, at timestamptz);
CREATE TABLE bench_floor.session (id uuid PRIMARY KEY, user_id uuid NOT NULL, at timestamptz NOT NULL DEFAULT now());
CREATE TABLE bench_floor.event (id uuid PRIMARY KEY, user_id uuid NOT NULL, type text NOT NULL, at timestamptz NOT NULL DEFAULT now());
`;

answer(async ({ names, password, parameters }: { names: readonly string[]; password: string; parameters: Options }) => {
  await pool.query(TABLES);
  const stored = await hash(password, parameters);
  const ids = names.map(() => randomUUID());
  await pool.query('INSERT INTO account SELECT name, id, $3 FROM unnest($1::text[], $2::uuid[]) AS t(name, id)', [
    names,
    ids,
    stored,
  ]);
  return true;
});

async function signIn({ username, password }: SignIn): Promise<string | null> {
  const look = { name: 'look', text: 'SELECT id, hash FROM account WHERE username = $1', values: [username] };
  const { rows } = await pool.query<{ id: string; hash: string }>(look);
  const [account] = rows;
  if (!account || !(await verify(account.hash, password))) return null;
  const session = randomUUID();
  const client = await pool.connect();
  const run = (name: string, text: string, values: readonly unknown[]) =>
    client.query({ name, text, values: [...values] });
  await Promise.all([
    client.query('BEGIN'),
    run('seen', 'UPDATE account SET at = now() WHERE username = $1', [username]),
    run('session', 'INSERT INTO session (id, user_id) VALUES ($1, $2)', [session, account.id]),
    run('event', 'INSERT INTO event (id, user_id, type) VALUES ($1, $2, $3)', [randomUUID(), account.id, 'sign-in']),
    client.query('COMMIT'),
  ]);
  client.release();
  return `${session}.${randomBytes(32).toString('base64url')}`;
}

async function bodyOf(request: IncomingMessage): Promise<SignIn> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as SignIn;
}

const server = createServer((request, reply) => {
  void bodyOf(request)
    .then(signIn)
    .then((token) => {
      const body = JSON.stringify({ token });
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
      reply.writeHead(token === null ? 401 : 200, headers).end(body);
    })
    .catch((error: unknown) => reply.writeHead(500).end(String(error)));
});

process.on('SIGTERM', () => process.exit(0));
server.listen(Number(port), '127.0.0.1');
