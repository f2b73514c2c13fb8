import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { ProviderFailure, SsoRefusal } from 'wardkeep/contracts';
import type { Origin } from '../../platform/actor.js';
import type { ReadTx, WriteTx } from '../../platform/database/transaction.js';
import { newId } from '../../platform/ids.js';
import { SsoFailuresRepository } from './sso-failures.repository.js';

export type SsoFailure = {
  readonly domainId: string;
  readonly providerId: string;
  readonly reference: string;
  readonly reason: SsoRefusal;
  readonly detail: string;
  readonly subject: string | null;
  readonly origin: Origin;
};

const KEPT = 20;
/** Anybody can bring these about, at any provider: they keep no other failure from being read. */
const ANYBODYS: readonly SsoRefusal[] = [
  'state-missing',
  'state-unknown',
  'other-browser',
  'other-provider',
  'answer-too-large',
];
const KEPT_OF_ANYBODY = 5;
const MOST_TEXT = 500;
/** No letter that looks like another, and no word. */
const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ23456789';
const UNREADABLE = /[\p{Cc}\p{Cs}\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu;

/** The newest sign-ins that failed at each provider, for whoever sets it up. */
@Injectable()
export class SsoFailures {
  constructor(private readonly failures: SsoFailuresRepository) {}

  async of(tx: ReadTx, providerId: string): Promise<readonly ProviderFailure[]> {
    const rows = await this.failures.newest(tx, providerId, KEPT + KEPT_OF_ANYBODY);
    return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
  }

  async keep(tx: WriteTx, { domainId, providerId, origin, ...failure }: SsoFailure): Promise<void> {
    const row = {
      id: newId(),
      domainId,
      providerId,
      ...failure,
      detail: readable(failure.detail),
      subject: failure.subject === null ? null : readable(failure.subject),
      address: origin.address,
      requestId: origin.requestId,
    };
    const kept = ANYBODYS.includes(failure.reason) ? KEPT_OF_ANYBODY : KEPT;
    await this.failures.add(tx, row, kept, ANYBODYS);
  }
}

/** What somebody who is refused can read out to an administrator. It says nothing by itself. */
export function newReference(): string {
  const letters = Array.from({ length: 8 }, () => LETTERS[randomInt(LETTERS.length)]);
  return `${letters.slice(0, 4).join('')}-${letters.slice(4).join('')}`;
}

/** Text from outside as it may be kept and shown: one line, bounded. */
export function readable(text: string): string {
  const line = text.replace(UNREADABLE, ' ');
  return line.length > MOST_TEXT ? `${line.slice(0, MOST_TEXT - 1).replace(/[\uD800-\uDBFF]$/, '')}…` : line;
}
