import type { ProblemCode } from 'wardkeep/contracts';
import { Problem } from '../http/problem.js';

/** What a violated constraint means to the caller. Insert, and let the constraint decide. */
const CONSTRAINTS: Readonly<Record<string, { readonly code: ProblemCode; readonly pointer: string }>> = {
  username_taken: { code: 'username-taken', pointer: '/username' },
  email_taken: { code: 'email-taken', pointer: '/email' },
  login_name_taken: { code: 'login-name-taken', pointer: '/username' },
  role_name_taken: { code: 'role-name-taken', pointer: '/name' },
  provider_name_taken: { code: 'provider-name-taken', pointer: '/name' },
  view_name_taken: { code: 'view-name-taken', pointer: '/name' },
  job_reversed_once: { code: 'job-not-reversible', pointer: '/id' },
  domain_name_taken: { code: 'domain-name-taken', pointer: '/name' },
};

/** What a row refers to went away between reading and writing. */
const FOREIGN_KEY = '23503';
const UNREADABLE_TEXT = new Set(['22021', '22P05']);
const UNAVAILABLE =
  /^(?:08|53|57P)|^(?:57014|55P03|40P01|25P03|ECONN(?:REFUSED|RESET|ABORTED)|EPIPE|ETIMEDOUT|ENOENT|E(?:HOST|NET)UNREACH|EAI_AGAIN|ENOTFOUND)$/;
const UNANSWERED = 'Query read timeout';
/** What the driver, its pool and TypeORM say, without a code, about a connection that is gone or does not answer. */
const LOST = [
  UNANSWERED,
  'Connection terminated',
  'timeout expired',
  'timeout exceeded when trying to connect',
  'Client has encountered a connection error',
  'Client was closed',
  'Cannot use a pool after calling end',
  'Query runner already released',
];

type DatabaseError = Error & {
  readonly code?: string;
  readonly constraint?: string;
  readonly detail?: string;
  readonly driverError?: DatabaseError;
};

/** A database error as the problem it means; anything else as it is. */
export function toProblem(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const cause: DatabaseError = (error as DatabaseError).driverError ?? error;
  const known = CONSTRAINTS[cause.constraint ?? ''];
  if (known) return conflict(known);
  const code = cause.code ?? '';
  if (code === FOREIGN_KEY) return new Problem('not-found', { detail: 'What it refers to was deleted meanwhile.' });
  if (UNREADABLE_TEXT.has(code)) return new Problem('malformed-request', { detail: 'The text holds a NUL character.' });
  if (UNAVAILABLE.test(code) || isLostConnection(cause)) {
    return new Problem('database-unavailable', { retryAfterSeconds: 1 });
  }
  return error;
}

/** Whether the database is still busy with a statement that nobody waits for any more: another one would wait behind it. */
export function isUnanswered(error: unknown): boolean {
  return error instanceof Error && error.message === UNANSWERED;
}

function conflict({ code, pointer }: { code: ProblemCode; pointer: string }): Problem {
  const problem = new Problem(code);
  return new Problem(code, { errors: [{ pointer, code, detail: problem.message }] });
}

function isLostConnection({ code, message }: DatabaseError): boolean {
  return code === undefined && LOST.some((beginning) => message.startsWith(beginning));
}
