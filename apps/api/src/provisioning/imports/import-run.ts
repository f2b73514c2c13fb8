import type {
  Import,
  ImportAction,
  ImportOutcome,
  ImportState,
  ImportUndoing,
  ImportVerdict,
} from 'wardkeep/contracts';
import { IMPORT_LIMITS } from 'wardkeep/contracts';
import type { Who } from 'wardkeep/rules';
import type { DomainActor } from '../../platform/actor.js';
import type { Subject } from '../../platform/database/change.js';
import type { JobContext } from '../../platform/jobs/job-handler.js';
import type { OnWhoseBehalf } from '../../users/imported-users/imported-users.js';

export type Person = OnWhoseBehalf['who'];

/** Rows by what was decided about them, and by what became of them. */
export type Tally = Readonly<Partial<Record<ImportVerdict | ImportOutcome | ImportUndoing, number>>>;

/** An import as the list knows it; its state is the one that its job left it in. */
export type ImportRecord = Pick<
  Import,
  'id' | 'state' | 'paused' | 'fileName' | 'fileBytes' | 'delimiter' | 'headers' | 'withoutPassword' | 'error' | 'jobId'
> & {
  readonly rows: number;
  readonly tally: Tally;
  readonly makesAdministrators: boolean;
  readonly uploader: Person;
  readonly confirmer: Person | null;
  readonly secrets: number;
  readonly uploadedAt: Date;
  readonly validatedAt: Date | null;
  readonly confirmedAt: Date | null;
  readonly endedAt: Date | null;
  readonly readAt: Date;
};

/** What carrying out an import needs to know of it. */
export type ActiveImport = Pick<ImportRecord, 'id' | 'state' | 'fileName' | 'withoutPassword' | 'rows'> & {
  /** Whose turn it is: of two that carry out the same import only the later one may write. */
  readonly attempt: number;
  readonly tally: Tally;
  /** Who uploaded, confirmed or undoes it, by its state. */
  readonly person: Person;
  readonly reason: string | null;
};

/** An import that is being carried out here. */
export type RunningImport = {
  readonly job: JobContext;
  readonly run: ActiveImport;
  /** Wardkeep itself in the Domain of the import; its request id is the import's, so that all it did is found by it. */
  readonly actor: DomainActor;
};

/** Whose rights count, as they are now. */
export type Acting = Who & { readonly person: Person };

export type ImportEnding = {
  readonly state: Extract<ImportState, 'ready' | 'succeeded' | 'failed' | 'cancelled' | 'undone'>;
  readonly error?: string;
};

/** Somebody paused or cancelled the import, this process ends, or another carries it on. */
export class ImportInterrupted extends Error {
  constructor() {
    super('The import is carried on by nobody, or elsewhere');
    this.name = 'ImportInterrupted';
  }
}

const HOUR = 3_600_000;
const WORKING: readonly ImportState[] = ['validating', 'applying', 'undoing'];
const APPLIED: readonly ImportState[] = ['succeeded', 'failed', 'cancelled'];

export function isWorking(state: ImportState): boolean {
  return WORKING.includes(state);
}

/** How many rows were written and not undone. */
function undoableRows(tally: Tally): number {
  return sumOf(tally, ['created', 'updated']) - sumOf(tally, ['deleted', 'restored', 'kept']);
}

export function expiryOf({ state, uploadedAt, validatedAt, endedAt }: ImportRecord): Date {
  if (state === 'ready' && validatedAt) return new Date(validatedAt.getTime() + IMPORT_LIMITS.confirmHours * HOUR);
  return new Date((endedAt ?? uploadedAt).getTime() + IMPORT_LIMITS.keepDays * 24 * HOUR);
}

export function actionsOf(record: ImportRecord): ImportAction[] {
  const { state, paused, tally } = record;
  const conditions: readonly (readonly [action: ImportAction, holds: boolean])[] = [
    ['confirm', state === 'ready' && expiryOf(record) > record.readAt],
    ['cancel', state === 'ready' || isWorking(state)],
    ['pause', state === 'applying' && !paused],
    ['resume', state === 'applying' && paused],
    ['undo', APPLIED.includes(state) && undoableRows(tally) > 0],
  ];
  return conditions.filter(([, holds]) => holds).map(([action]) => action);
}

/** How many rows are to be applied. */
export function applicable(tally: Tally): number {
  return sumOf(tally, ['new', 'changed']);
}

export function toImport(record: ImportRecord): Import {
  const {
    tally,
    uploader,
    confirmer,
    secrets,
    makesAdministrators: _makes,
    readAt: _at,
    rows: _rows,
    ...told
  } = record;
  return {
    ...told,
    counts: countsOf(tally, ['new', 'changed', 'same', 'error']),
    progress: progressOf(record),
    outcomes: countsOf(tally, ['created', 'updated', 'refused']),
    undone: countsOf(tally, ['deleted', 'restored', 'kept']),
    temporaryPasswords: isWorking(told.state) ? 0 : secrets,
    uploadedBy: uploader.username,
    confirmedBy: confirmer?.username ?? null,
    uploadedAt: told.uploadedAt.toISOString(),
    validatedAt: textOf(told.validatedAt),
    confirmedAt: textOf(told.confirmedAt),
    endedAt: textOf(told.endedAt),
    expiresAt: expiryOf(record).toISOString(),
    actions: actionsOf(record),
  };
}

/** Rows of the last phase that began. */
function progressOf({ state, rows, tally, confirmedAt }: ImportRecord): Import['progress'] {
  if (state === 'undoing' || state === 'undone') {
    return { done: sumOf(tally, ['deleted', 'restored', 'kept']), total: sumOf(tally, ['created', 'updated']) };
  }
  if (confirmedAt) return { done: sumOf(tally, ['created', 'updated', 'refused']), total: applicable(tally) };
  return { done: sumOf(tally, ['new', 'changed', 'same', 'error']), total: rows };
}

export function sumOf(tally: Tally, keys: readonly (keyof Tally)[]): number {
  return keys.reduce((sum, key) => sum + (tally[key] ?? 0), 0);
}

function textOf(time: Date | null): string | null {
  return time?.toISOString() ?? null;
}

function countsOf<Key extends keyof Tally>(tally: Tally, keys: readonly Key[]): Record<Key, number> {
  return Object.fromEntries(keys.map((key) => [key, tally[key] ?? 0])) as Record<Key, number>;
}

/** The tally with so many more of each. */
export function added(tally: Tally, more: Tally): Tally {
  const sums = Object.entries(more).map(([key, count]) => [key, (tally[key as keyof Tally] ?? 0) + count] as const);
  return { ...tally, ...Object.fromEntries(sums) };
}

/** The import as audit events name it. */
export function subjectOf({ id, fileName }: { readonly id: string; readonly fileName: string }): Subject {
  return { kind: 'import', id, name: fileName };
}
