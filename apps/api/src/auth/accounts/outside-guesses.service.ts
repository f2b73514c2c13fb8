import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { LockoutPolicy } from 'wardkeep/contracts';
import { isLocked, recordFailure } from 'wardkeep/rules';
import { inDomain } from '../../platform/actor.js';
import type { AuditEntry } from '../../platform/database/change.js';
import type { WriteTx } from '../../platform/database/transaction.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { DirectoryUsers } from '../../users/directory-users.service.js';
import { UserAccounts } from '../../users/user-accounts.service.js';
import type { Admission, Admit, Guess } from '../methods/login-method.js';
import { SignInFlow, type SignInContext } from '../sign-in-flow.service.js';
import { OutsideGuessesRepository, type Subject, type Turn } from './outside-guesses.repository.js';
import { Turns } from './turns.js';

/** Where a password is typed. */
export type Place = Pick<SignInContext, 'domain' | 'origin' | 'device'>;

type Held = { readonly subject: Subject; readonly turn: Turn | null; readonly leave: () => void };

/** Longer than any directory is waited for: whoever ended in the middle keeps others waiting so long at the most. */
const TURN_MS = 15_000;
const PATIENCE_MS = 4_000;
const POLL_MS = 100;

/**
 * Passwords that somebody else compares. A guess is with the directory before it can be counted, so those at one entry
 * go one after the other, on all instances: each is decided before the next is asked, and none is asked any more once
 * the entry's user is locked. So a directory is never asked more often than the lockout allows.
 */
@Injectable()
export class OutsideGuesses {
  private readonly turns = new Turns();

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly guesses: OutsideGuessesRepository,
    private readonly users: DirectoryUsers,
    private readonly accounts: UserAccounts,
    private readonly flow: SignInFlow,
  ) {}

  /**
   * Every turn that `work` is given lasts until the work is done: it asks, decides and commits. Nobody waits for their
   * own turn to be given back: who guessed would be told by the time whether there is such an entry.
   */
  async within<T>(place: Place, work: (admit: Admit) => Promise<T>): Promise<T> {
    const held: Held[] = [];
    const patience = performance.now() + PATIENCE_MS;
    try {
      return await work((subject) => this.admit(place, subject, held, patience));
    } finally {
      void this.giveBack(place, held);
    }
  }

  /** Counts a wrong password for an entry that is no user yet; its users are counted as all are. */
  async count(tx: WriteTx, guess: Guess, typed: string, lockout: LockoutPolicy): Promise<readonly AuditEntry[]> {
    const { turn } = guess;
    // Nobody could unlock what is no user.
    const policy = { ...lockout, lockMinutes: lockout.lockMinutes || lockout.windowMinutes };
    const after = recordFailure(policy, turn, turn.now);
    await this.guesses.saveFailures(tx, guess, after);
    if (after.lockedUntil === null) return [];
    const subject = { kind: 'user', id: null, name: typed };
    const changes = [{ field: 'lockedUntil', before: null, after: after.lockedUntil.toISOString() }];
    return [{ type: 'user.locked', subject, changes, detail: `${after.failures} failures` }];
  }

  forget(tx: WriteTx, subject: Subject): Promise<void> {
    return this.guesses.forgetFailures(tx, subject);
  }

  private async admit(place: Place, subject: Subject, held: Held[], patience: number): Promise<Admission> {
    const leave = await this.turns.take(`${subject.providerId} ${subject.subject}`);
    const index = held.push({ subject, turn: null, leave }) - 1;
    while (performance.now() < patience) {
      const admitted = await this.tried(place, subject);
      if (admitted) {
        held[index] = { subject, turn: admitted.turn, leave };
        return admitted.admission;
      }
      await sleep(POLL_MS);
    }
    return { kind: 'late' };
  }

  private tried(place: Place, subject: Subject): Promise<{ admission: Admission; turn: Turn } | null> {
    return this.unitOfWork.write(inDomain(place.domain, place.origin), async (tx) => {
      const turn = await this.guesses.take(tx, subject, TURN_MS);
      const result = turn && { turn, admission: await this.admission(tx, place, subject, turn) };
      return { result, unchanged: true };
    });
  }

  private async admission(tx: WriteTx, place: Place, subject: Subject, turn: Turn): Promise<Admission> {
    const identity = await this.users.byIdentity(tx, subject.providerId, subject.subject);
    const user = identity && (await this.accounts.lock(tx, identity.userId));
    const isShut = user
      ? (await this.flow.shutBecause(tx, place, user)) !== null
      : isLocked(turn.lockedUntil, turn.now);
    const userId = user?.id ?? null;
    if (isShut) return { kind: 'shut', userId };
    return { kind: 'admitted', guess: { ...subject, userId, turn } };
  }

  private async giveBack(place: Place, held: readonly Held[]): Promise<void> {
    const work = async (tx: WriteTx) => {
      for (const { subject, turn } of held) if (turn) await this.guesses.giveBack(tx, subject, turn);
      return { result: undefined, unchanged: true } as const;
    };
    // What can not be given back now runs out by itself.
    if (held.length > 0) await this.unitOfWork.write(inDomain(place.domain, place.origin), work).catch(() => undefined);
    held.forEach(({ leave }) => leave());
  }
}
