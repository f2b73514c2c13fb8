import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Problem } from '../../platform/http/problem.js';
import type { StoredCredential } from '../../users/imported-users/imported-users.js';
import { hoursOf, PasswordsService, type InitialPassword } from '../../users/passwords.service.js';
import { ImportJudge, type Court } from './import-judge.service.js';
import type { UnappliedRow } from './import-applying.repository.js';
import { ImportInterrupted, type RunningImport } from './import-run.js';
import { secretPlace } from './import-staging.js';

/** How somebody comes to a password, ready to be stored; or why not. */
export type Prepared = Ready | { readonly refused: string };
export type Ready = {
  readonly credential: StoredCredential | null;
  readonly invited: boolean;
  readonly temporary: string | null;
};

const RETRY_MS = 500;
const AT_ONCE = 2;

/** Hashes of new users: outside of transactions, and behind everybody who waits to sign in. */
@Injectable()
export class ImportCredentials {
  constructor(
    private readonly judge: ImportJudge,
    private readonly passwords: PasswordsService,
  ) {}

  async prepare(
    running: RunningImport,
    court: Court,
    rows: readonly UnappliedRow[],
  ): Promise<ReadonlyMap<number, Prepared>> {
    const prepared = new Map<number, Prepared>();
    for (let from = 0; from < rows.length; from += AT_ONCE) {
      const some = rows.slice(from, from + AT_ONCE);
      const ready = await Promise.all(some.map((row) => this.oneOf(running, court, row)));
      some.forEach(({ position }, index) => prepared.set(position, ready[index] ?? INVITED));
    }
    return prepared;
  }

  private async oneOf(running: RunningImport, court: Court, row: UnappliedRow): Promise<Prepared> {
    if (row.credential === 'invitation' || row.credential === null) return INVITED;
    if (row.credential === 'hash') return takenOver(court, this.secretOf(court, row, 'hash'));
    const wanted = row.credential === 'password' ? { password: this.secretOf(court, row, 'password') } : TEMPORARY;
    for (;;) {
      if (running.job.isCancelled()) throw new ImportInterrupted();
      try {
        const newcomer = this.judge.newcomer(court, row);
        return toPrepared(await this.passwords.initial(newcomer, wanted, '', 'bulk'));
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        if (error.code !== 'hash-lane-full') return { refused: error.code };
        await pause(RETRY_MS);
      }
    }
  }

  private secretOf({ box, domainId, importId }: Court, { position, secret }: UnappliedRow, kind: string): string {
    return box.open(secretPlace(domainId, importId, position, kind), secret ?? '').toString('utf8');
  }
}

export const INVITED: Prepared = { credential: null, invited: true, temporary: null };
const TEMPORARY = { initialPassword: 'temporary' } as const;

function toPrepared({ accepted, invited, temporary }: InitialPassword): Prepared {
  return { credential: accepted, invited, temporary };
}

/** By whose rules it was accepted nobody knows: the next sign-in looks at the password. */
function takenOver({ policies }: Court, hash: string): Prepared {
  const credential = { hash, hours: hoursOf(policies), mustChange: false, mode: null, minLength: null };
  return { credential, invited: false, temporary: null };
}
