import type {
  CreateProviderDto,
  LdapTestResult,
  Page,
  ProviderConfigDto,
  ProviderDetail,
  ProviderDraft,
  ProviderKind,
  ProviderListItem,
  ProvidersQueryDto,
  SamlUpkeep,
  SsoTestResult,
  SsoTestStarted,
  StartSyncDto,
  StartTestDto,
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
  /** Of directories, unless another kind is named and asked for. */
  list: <Kind extends ProviderKind = 'ldap'>(query?: Query<ProvidersQueryDto>, options?: ReadOptions) =>
    send<Page<ProviderListItem<Kind>>>({ method: 'GET', path: '/providers', query, options }),
  get: <Kind extends ProviderKind = 'ldap'>(id: string, options?: ReadOptions) =>
    send<ProviderDetail<Kind>>({ method: 'GET', path: at`/providers/${id}`, options }),
  /** The addresses of a provider that is not there yet, and what makes it get them when it is added. */
  draft: (options?: ReadOptions) => send<ProviderDraft>({ method: 'GET', path: '/providers/draft', options }),
  /** Tries values that are not stored; nothing is stored by it either. */
  testValues: (body: TestProviderDto, options?: PostOptions) =>
    send<LdapTestResult>({ method: 'POST', path: '/providers/test', body, options }),
  test: (id: string, options?: PostOptions) =>
    send<LdapTestResult>({ method: 'POST', path: at`/providers/${id}/test`, options }),
  /** A test sign-in at an identity provider: its `url` is to be opened in the browser that waits for the result. */
  startTest: (id: string, body: StartTestDto, options?: PostOptions) =>
    send<SsoTestStarted>({ method: 'POST', path: at`/providers/${id}/test`, body, options }),
  testResult: (id: string, testId: string, options?: ReadOptions) =>
    send<SsoTestResult>({ method: 'GET', path: at`/providers/${id}/tests/${testId}`, options }),
  /** Our keys for a SAML provider, and what its metadata says by now. */
  samlUpkeep: (id: string, options?: ReadOptions) =>
    send<SamlUpkeep>({ method: 'GET', path: at`/providers/${id}/saml`, options }),
  /** Reads the metadata at its address now; what it says otherwise waits for somebody to adopt it. */
  readSamlMetadata: (id: string, options?: PostOptions) =>
    send<SamlUpkeep>({ method: 'POST', path: at`/providers/${id}/saml/metadata/read`, options }),
  syncs: (id: string, query?: Query<SyncsQueryDto>, options?: ReadOptions) =>
    send<Page<SyncRun>>({ method: 'GET', path: at`/providers/${id}/syncs`, query, options }),
  sync: (id: string, syncId: string, options?: ReadOptions) =>
    send<SyncRun>({ method: 'GET', path: at`/providers/${id}/syncs/${syncId}`, options }),
  syncChanges: (id: string, syncId: string, query?: Query<SyncChangesQueryDto>, options?: ReadOptions) =>
    send<Page<SyncChange>>({ method: 'GET', path: at`/providers/${id}/syncs/${syncId}/changes`, query, options }),
});

export const providerWrites = (send: Send) => ({
  create: <Kind extends ProviderKind = 'ldap'>(body: CreateProviderDto<ProviderConfigDto>, options?: PostOptions) =>
    send<ProviderDetail<Kind>>({ method: 'POST', path: '/providers', body, options }),
  /** `version` is the one the change was made from: a newer one in between is a `stale-version`. */
  update: <Kind extends ProviderKind = 'ldap'>(
    id: string,
    version: number,
    body: UpdateProviderDto<ProviderConfigDto>,
    options?: WriteOptions,
  ) => send<ProviderDetail<Kind>>({ method: 'PATCH', path: at`/providers/${id}`, version, body, options }),
  enable: <Kind extends ProviderKind = 'ldap'>(id: string, options?: PostOptions) =>
    send<ProviderDetail<Kind>>({ method: 'POST', path: at`/providers/${id}/enable`, options }),
  disable: <Kind extends ProviderKind = 'ldap'>(id: string, options?: PostOptions) =>
    send<ProviderDetail<Kind>>({ method: 'POST', path: at`/providers/${id}/disable`, options }),
  delete: (id: string, version: number, options?: DeleteOptions) =>
    send<void>({ method: 'DELETE', path: at`/providers/${id}`, version, options }),
  adoptSamlMetadata: (id: string, options?: PostOptions) =>
    send<SamlUpkeep>({ method: 'POST', path: at`/providers/${id}/saml/metadata/adopt`, options }),
  /** A second key is published beside the one in use, until `finishSamlRollover` or `cancelSamlRollover`. */
  beginSamlRollover: (id: string, options?: PostOptions) =>
    send<SamlUpkeep>({ method: 'POST', path: at`/providers/${id}/saml/keys`, options }),
  finishSamlRollover: (id: string, options?: PostOptions) =>
    send<SamlUpkeep>({ method: 'POST', path: at`/providers/${id}/saml/keys/finish`, options }),
  cancelSamlRollover: (id: string, options?: WriteOptions) =>
    send<SamlUpkeep>({ method: 'DELETE', path: at`/providers/${id}/saml/keys`, options }),
  /** A run in the background: 202 with the job to follow. */
  startSync: (id: string, body: StartSyncDto, options?: PostOptions) =>
    send<SyncStarted>({ method: 'POST', path: at`/providers/${id}/sync`, body, options }),
});
