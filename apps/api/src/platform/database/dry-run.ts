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
    const { warnings = [], endsSessions = 0, endsTokens = 0, role, bulk } = change.effects ?? {};
    // An event that is written to two Domains has one list of changes.
    const changes = [...new Set(change.audit.map((entry) => entry.changes ?? []))].flat();
    const more = { ...(role && { role }), ...(bulk && { bulk }) };
    return new DryRunDone({ dryRun: true, changes, warnings, endsSessions, endsTokens, ...more });
  }
}

const nothing: DryRun = { dryRun: true, changes: [], warnings: [], endsSessions: 0, endsTokens: 0 };
