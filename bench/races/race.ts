import type { Answer } from '../support/http-client.js';
import type { Sql } from '../support/sql.js';
import type { Headers, Wardkeep } from '../support/wardkeep.js';

/** Where races are run: a Domain of their own, in which wrong guesses lock nobody out. */
export type Ground = {
  readonly wardkeep: Wardkeep;
  readonly domain: string;
  /** The session of the Domain's administrator. */
  readonly admin: Headers;
  readonly sql: Sql;
};

/** Several requests at once, of which only so many may succeed. */
export type Race = {
  readonly name: string;
  readonly atOnce: number;
  /** Sets up what all rounds share; the answer runs one round and tells what was violated, or null. */
  readonly prepare: (ground: Ground) => Promise<(round: number) => Promise<string | null>>;
};

/** The server had no time for all who raced: the round proves nothing and is run again. */
export class Busy extends Error {
  constructor() {
    super('The server answered 503');
    this.name = 'Busy';
  }
}

export function together<T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => work(index)));
}

/** Null when exactly one of the answers is `success` and the others are plain refusals. */
export function exactlyOne(answers: readonly Answer[], success: number): string | null {
  const statuses = answers.map(({ status }) => status);
  const won = statuses.filter((status) => status === success).length;
  const broken = statuses.filter((status) => status !== success && status !== 401 && status !== 503);
  if (won > 1) return `${won} of ${statuses.length} succeeded`;
  if (broken.length > 0) return `answered ${broken.join(', ')}`;
  if (statuses.includes(503)) throw new Busy();
  return won === 1 ? null : 'none succeeded';
}
