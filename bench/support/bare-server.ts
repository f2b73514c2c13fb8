/** What a request costs without Wardkeep: `node:http`, and one statement of `pg` whose rows are the answer. */
import { createServer } from 'node:http';
import pg from 'pg';
import { answer } from './child.js';
import type { Statement } from './record-statements.js';

const [port, url] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: url, max: 10, options: '-c role=wardkeep_system' });
let statements: readonly Statement[] = [];

const server = createServer((request, reply) => {
  const statement = statements[Number(request.url?.slice(1))];
  if (!statement) {
    reply.writeHead(404).end();
    return;
  }
  pool.query(statement.text, [...statement.values]).then(
    ({ rows }) => {
      const body = JSON.stringify(rows);
      reply.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
      reply.end(body);
    },
    (error: unknown) => reply.writeHead(500).end(String(error)),
  );
});

answer(({ use }: { use: readonly Statement[] }) => {
  statements = use;
  return true;
});
process.on('SIGTERM', () => process.exit(0));
server.listen(Number(port), '127.0.0.1');
