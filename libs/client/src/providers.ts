import type {
  CreateProviderDto,
  LdapTestResult,
  Page,
  ProviderDetail,
  ProviderListItem,
  ProvidersQueryDto,
  StartSyncDto,
  SyncChange,
  SyncChangesQueryDto,
  SyncRun,
  SyncStarted,
  SyncsQueryDto,
  TestProviderDto,
  UpdateProviderDto,
} from 'wardkeep/contracts';
import type { DeleteOptions, PostOptions, Query, ReadOptions, WriteOptions } from './options.js';
import type { Send } from './send.js';
import { at } from './wire.js';

export const providerReads = (send: Send) => ({
  list: (query?: Query<ProvidersQueryDto>, options?: ReadOptions) =>
    send<Page<ProviderListItem>>({ method: 'GET', path: '/providers', query, options }),
  get: (id: string, options?: ReadOptions) =>
    send<ProviderDetail>({ method: 'GET', path: at`/providers/${id}`, options }),
  /** Tries values that are not stored; nothing is stored by it either. */
  testValues: (body: TestProviderDto, options?: PostOptions) =>
    send<LdapTestResult>({ method: 'POST', path: '/providers/test', body, options }),
  test: (id: string, options?: PostOptions) =>
    send<LdapTestResult>({ method: 'POST', path: at`/providers/${id}/test`, options }),
  syncs: (id: string, query?: Query<SyncsQueryDto>, options?: ReadOptions) =>
    send<Page<SyncRun>>({ method: 'GET', path: at`/providers/${id}/syncs`, query, options }),
  sync: (id: string, syncId: string, options?: ReadOptions) =>
    send<SyncRun>({ method: 'GET', path: at`/providers/${id}/syncs/${syncId}`, options }),
  syncChanges: (id: string, syncId: string, query?: Query<SyncChangesQueryDto>, options?: ReadOptions) =>
    send<Page<SyncChange>>({ method: 'GET', path: at`/providers/${id}/syncs/${syncId}/changes`, query, options }),
});

export const providerWrites = (send: Send) => ({
  create: (body: CreateProviderDto, options?: PostOptions) =>
    send<ProviderDetail>({ method: 'POST', path: '/providers', body, options }),
  /** `version` is the one the change was made from: a newer one in between is a `stale-version`. */
  update: (id: string, version: number, body: UpdateProviderDto, options?: WriteOptions) =>
    send<ProviderDetail>({ method: 'PATCH', path: at`/providers/${id}`, version, body, options }),
  enable: (id: string, options?: PostOptions) =>
    send<ProviderDetail>({ method: 'POST', path: at`/providers/${id}/enable`, options }),
  disable: (id: string, options?: PostOptions) =>
    send<ProviderDetail>({ method: 'POST', path: at`/providers/${id}/disable`, options }),
  delete: (id: string, version: number, options?: DeleteOptions) =>
    send<void>({ method: 'DELETE', path: at`/providers/${id}`, version, options }),
  /** A run in the background: 202 with the job to follow. */
  startSync: (id: string, body: StartSyncDto, options?: PostOptions) =>
    send<SyncStarted>({ method: 'POST', path: at`/providers/${id}/sync`, body, options }),
});
