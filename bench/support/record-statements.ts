/** Loaded before the server: remembers, while asked to, each statement that it sends to PostgreSQL. */
import pg from 'pg';
import { answer } from './child.js';

export type Statement = { readonly text: string; readonly values: readonly unknown[] };
/** What one connection sent from BEGIN on; the server's own upkeep goes through others at the same time. */
export type Transaction = readonly Statement[];

type Query = (this: object, first: unknown, second?: unknown, ...rest: unknown[]) => unknown;

let open: Map<object, Statement[]> | null = null;
let transactions: Statement[][] = [];
const prototype = pg.Client.prototype as unknown as { query: Query };
const { query } = prototype;

prototype.query = function (first, second, ...rest) {
  if (open !== null) note(open, this, toStatement(first, second));
  return query.call(this, first, second, ...rest);
};

function note(current: Map<object, Statement[]>, client: object, statement: Statement): void {
  if (statement.text.startsWith('BEGIN')) {
    const transaction: Statement[] = [];
    transactions.push(transaction);
    current.set(client, transaction);
  }
  current.get(client)?.push(statement);
}

function toStatement(first: unknown, second: unknown): Statement {
  const { text, values } = typeof first === 'string' ? { text: first, values: second } : (first as Statement);
  return { text, values: Array.isArray(values) ? (values as unknown[]) : [] };
}

answer(({ record }: { record: boolean }) => {
  const seen = transactions;
  transactions = [];
  open = record ? new Map() : null;
  return seen;
}, 'record');
