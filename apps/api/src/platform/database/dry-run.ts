import type { DryRun } from 'wardkeep/contracts';
import type { Change } from './change.js';

/**
 * The answer of a `?dryRun=true`. Thrown once the write is rolled back, so that nothing after a
 * write runs; the filter answers it with 200.
 */
export class DryRunDone extends Error {
  constructor(readonly answer: DryRun) {
    super('The dry run is done');
    this.name = 'DryRunDone';
  }

  static of(change: Change<unknown>): DryRunDone {
    if (!('audit' in change)) return new DryRunDone({ ...nothing, warnings: ['nothing-changes'] });
    const { warnings = [], endsSessions = 0, endsTokens = 0 } = change.effects ?? {};
    const changes = change.audit.flatMap((entry) => entry.changes ?? []);
    return new DryRunDone({ dryRun: true, changes, warnings, endsSessions, endsTokens });
  }
}

const nothing: DryRun = { dryRun: true, changes: [], warnings: [], endsSessions: 0, endsTokens: 0 };
