import type { SyncCounts, SyncMode, SyncRun, SyncState, SyncStop } from 'wardkeep/contracts';
import type { DomainActor } from '../../platform/actor.js';
import type { Subject } from '../../platform/database/change.js';
import type { JobContext } from '../../platform/jobs/job-handler.js';
import type { LdapProvider } from '../../providers/ldap/ldap-provider.js';
import type { OnBehalf } from '../../users/directory-users.js';

/** A run as the list and the job know it. */
export type SyncRunRow = Omit<SyncRun, 'startedAt' | 'endedAt' | 'counts'> & {
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly counts: Partial<SyncCounts>;
};

/** What carrying out a run needs to know of it. */
export type ActiveRun = {
  readonly id: string;
  readonly providerId: string;
  readonly mode: SyncMode;
  readonly state: SyncState;
  /** Whose turn it is: of two that carry out the same run only the later one may write. */
  readonly attempt: number;
  readonly despiteLimit: boolean;
  readonly confirmDisable: number | null;
  readonly counts: Partial<SyncCounts>;
  /** How many planned changes were made or refused so far. */
  readonly done: number;
  readonly who: OnBehalf['who'];
};

/** A run that is being carried out here. */
export type RunningSync = {
  readonly job: JobContext;
  readonly run: ActiveRun;
  readonly provider: LdapProvider;
  /** Wardkeep itself in the Domain of the run; its request id is the run's, so that all it did is found by it. */
  readonly actor: DomainActor;
};

export type RunEnding = {
  readonly state: Extract<SyncState, 'succeeded' | 'stopped' | 'failed' | 'cancelled'>;
  readonly stoppedBecause?: SyncStop;
  readonly detail?: string;
};

/** How many of a plan's changes are to be made. */
export function changesIn({ create = 0, update = 0, disable = 0, reenable = 0 }: Partial<SyncCounts>): number {
  return create + update + disable + reenable;
}

/** Nothing is changed: what the directory answered can not be trusted that far. */
export class SyncStopped extends Error {
  constructor(
    readonly because: SyncStop,
    readonly detail: string,
  ) {
    super(detail);
    this.name = 'SyncStopped';
  }
}

/** Somebody cancelled the run, this process ends, or another carries the run on. */
export class SyncInterrupted extends Error {
  constructor() {
    super('The run is carried on by nobody, or elsewhere');
    this.name = 'SyncInterrupted';
  }
}

export const NO_COUNTS: SyncCounts = { create: 0, update: 0, disable: 0, reenable: 0, skip: 0, unchanged: 0 };

export function toSyncRun({ startedAt, endedAt, counts, ...row }: SyncRunRow): SyncRun {
  return {
    ...row,
    startedAt: startedAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
    counts: { ...NO_COUNTS, ...counts },
  };
}

/** The directory as audit events name it. */
export function subjectOf({ id, name }: { readonly id: string; readonly name: string }): Subject {
  return { kind: 'provider', id, name };
}
