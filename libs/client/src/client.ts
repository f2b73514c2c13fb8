import { access } from './access.js';
import { auditEvents } from './audit-events.js';
import { auth } from './auth.js';
import { domainReads, domainWrites } from './domains.js';
import { importChanges, importReads, importWrites } from './imports.js';
import { jobEvents, jobReads, jobWrites } from './jobs.js';
import { meReads, meWrites } from './me.js';
import type { ClientOptions, DryRunOf } from './options.js';
import { providerReads, providerWrites } from './providers.js';
import { permissions, roleReads, roleWrites } from './roles.js';
import { createOpen, createSend, type Send } from './send.js';
import { sessionReads, sessionWrites } from './sessions.js';
import { settingReads, settingWrites } from './settings.js';
import { statistics } from './statistics.js';
import { userViewReads, userViewWrites } from './user-views.js';
import { userExport, userReads, userWrites } from './users.js';

export type Client = ReturnType<typeof createClient>;

/**
 * Wardkeep's REST API as functions: `api.users.list({ status: 'locked' })`. Under `dryRun` are the same writes, which
 * answer what they would do: `api.dryRun.users.disable(id)`.
 */
export function createClient(options: ClientOptions) {
  const [send, open] = [createSend(options), createOpen(options)];
  return {
    auth: auth(send),
    me: { ...meReads(send), ...meWrites(send) },
    users: { ...userReads(send), ...userExport(open), ...userWrites(send) },
    userViews: { ...userViewReads(send), ...userViewWrites(send) },
    statistics: statistics(send),
    imports: { ...importReads(send), ...importWrites(send) },
    roles: { ...roleReads(send), ...roleWrites(send) },
    permissions: permissions(send),
    access: access(send),
    domains: { ...domainReads(send), ...domainWrites(send) },
    sessions: { ...sessionReads(send), ...sessionWrites(send) },
    settings: { ...settingReads(send), ...settingWrites(send) },
    providers: { ...providerReads(send), ...providerWrites(send) },
    auditEvents: auditEvents(send),
    jobs: { ...jobReads(send), ...jobEvents(open), ...jobWrites(send) },
    dryRun: {
      me: rehearsed(meWrites, send),
      users: rehearsed(userWrites, send),
      userViews: rehearsed(userViewWrites, send),
      roles: rehearsed(roleWrites, send),
      domains: rehearsed(domainWrites, send),
      imports: rehearsed(importChanges, send),
      sessions: rehearsed(sessionWrites, send),
      settings: rehearsed(settingWrites, send),
      providers: rehearsed(providerWrites, send),
      jobs: rehearsed(jobWrites, send),
    },
  };
}

/** With `?dryRun=true` every write answers a `DryRun`, whatever it answers otherwise. */
function rehearsed<Writes>(writes: (send: Send) => Writes, send: Send): DryRunOf<Writes> {
  return writes((call) => send({ ...call, query: { ...call.query, dryRun: true } })) as unknown as DryRunOf<Writes>;
}
