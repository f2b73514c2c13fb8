import type { Page } from '@playwright/test';
import type { Import, ImportRow, Job, SyncChange, SyncRun } from 'wardkeep/contracts';

export const JOB: Job = {
  id: '01a20000-0000-7000-8000-000000000001',
  kind: 'upkeep',
  state: 'running',
  progress: { done: 40, total: 100 },
  result: null,
  error: null,
  startedBy: null,
  createdAt: '2026-11-22T04:00:00.000Z',
  updatedAt: '2026-11-22T04:00:01.000Z',
};

export const RUN: SyncRun = {
  id: '01a20000-0000-7000-8000-000000000002',
  providerId: '01a20000-0000-7000-8000-000000000003',
  jobId: null,
  mode: 'plan',
  state: 'succeeded',
  cause: 'person',
  startedBy: 'ada',
  startedAt: '2026-11-22T04:00:00.000Z',
  endedAt: '2026-11-22T04:00:09.000Z',
  counts: { create: 1, update: 1, disable: 1, reenable: 0, skip: 1, unchanged: 20 },
  applied: 0,
  refused: 0,
  stoppedBecause: null,
  detail: null,
};

const CHANGE: SyncChange = {
  position: 1,
  kind: 'update',
  dn: 'uid=kim,ou=people,dc=example,dc=org',
  username: 'kim',
  userId: null,
  changes: [{ field: 'lastName', before: 'Keller', after: 'Meier' }],
  reason: null,
  appliedAt: null,
  refused: null,
};

const pageOf = (...items: readonly object[]) => ({
  items,
  nextCursor: null,
  total: { value: items.length, relation: 'exact' },
});

/** No directory is near, so what its runs did is given here. */
async function withSyncs(page: Page): Promise<void> {
  const skipped: SyncChange = {
    ...CHANGE,
    position: 2,
    kind: 'skip',
    username: null,
    changes: [],
    reason: 'no-username',
  };
  await page.route(/\/syncs(\?|$)/, (route) =>
    route.fulfill({ json: pageOf(RUN, { ...RUN, id: JOB.id, refused: 2 }) }),
  );
  await page.route(/\/syncs\/[^/]+$/, (route) => route.fulfill({ json: RUN }));
  await page.route(/\/syncs\/[^/]+\/changes/, (route) => route.fulfill({ json: pageOf(CHANGE, skipped) }));
}

export const IMPORT: Import = {
  id: '01a20000-0000-7000-8000-000000000004',
  state: 'ready',
  paused: false,
  fileName: 'staff.csv',
  fileBytes: 412_345,
  delimiter: ',',
  headers: [
    { header: 'username', column: 'username' },
    { header: 'department', column: null },
  ],
  withoutPassword: 'temporary',
  counts: { new: 90, changed: 7, same: 2, error: 1 },
  progress: { done: 100, total: 100 },
  outcomes: { created: 0, updated: 0, refused: 0 },
  undone: { deleted: 0, restored: 0, kept: 0 },
  temporaryPasswords: 0,
  error: null,
  jobId: null,
  uploadedBy: 'ada',
  confirmedBy: null,
  uploadedAt: '2026-11-22T04:00:00.000Z',
  validatedAt: '2026-11-22T04:00:01.000Z',
  confirmedAt: null,
  endedAt: null,
  expiresAt: '2026-11-23T04:00:01.000Z',
  actions: ['confirm', 'cancel'],
};

export const APPLIED: Import = {
  ...IMPORT,
  id: '01a20000-0000-7000-8000-000000000005',
  state: 'succeeded',
  outcomes: { created: 90, updated: 6, refused: 1 },
  temporaryPasswords: 90,
  confirmedBy: 'ada',
  confirmedAt: '2026-11-22T04:01:00.000Z',
  endedAt: '2026-11-22T04:02:00.000Z',
  actions: ['undo'],
};

const IMPORT_ROW: ImportRow = {
  line: 2,
  verdict: 'error',
  username: 'kim',
  userId: null,
  credential: null,
  reasons: [{ column: 'email', code: 'email', detail: 'use an address' }],
  changes: [],
  outcome: null,
  refused: null,
  undone: null,
};

/** Imports as they are before and after, without the time that they take. */
async function withImports(page: Page): Promise<void> {
  const changed: ImportRow = { ...IMPORT_ROW, line: 3, verdict: 'changed', reasons: [], changes: CHANGE.changes };
  await page.route(/\/users\/imports(\?|$)/, (route) => route.fulfill({ json: pageOf(IMPORT, APPLIED) }));
  await page.route(/\/users\/imports\/[^/]+$/, (route) =>
    route.fulfill({ json: route.request().url().includes(APPLIED.id) ? APPLIED : IMPORT }),
  );
  await page.route(/\/users\/imports\/[^/]+\/rows/, (route) => route.fulfill({ json: pageOf(IMPORT_ROW, changed) }));
}

/** No job runs long enough to be looked at, so the answers are given here. */
async function withJobs(page: Page): Promise<void> {
  await page.route(/\/api\/v1\/jobs\/[^/]+\/events$/, (route) =>
    route.fulfill({ contentType: 'text/event-stream', body: '' }),
  );
  await page.route(/\/api\/v1\/jobs(\?|$)/, (route) => route.fulfill({ json: pageOf(JOB) }));
  await page.route(/\/api\/v1\/jobs\/[^/]+$/, (route) => route.fulfill({ json: JOB }));
}

/** What takes long elsewhere is there at once, in states that come and go. */
export async function withWorkUnderWay(page: Page): Promise<void> {
  await withJobs(page);
  await withSyncs(page);
  await withImports(page);
}
