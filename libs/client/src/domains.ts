import type {
  CreatedDomain,
  CreateDomainDto,
  DisabledDomain,
  Domain,
  DomainDetail,
  DomainsQueryDto,
  Page,
  UpdateDomainDto,
} from 'wardkeep/contracts';
import type { DeleteOptions, PostOptions, Query, ReadOptions, WriteOptions } from './options.js';
import type { Send } from './send.js';
import { at } from './wire.js';

export const domainReads = (send: Send) => ({
  list: (query?: Query<DomainsQueryDto>, options?: ReadOptions) =>
    send<Page<Domain>>({ method: 'GET', path: '/domains', query, options }),
  get: (id: string, options?: ReadOptions) => send<DomainDetail>({ method: 'GET', path: at`/domains/${id}`, options }),
});

export const domainWrites = (send: Send) => ({
  create: (body: CreateDomainDto, options?: PostOptions) =>
    send<CreatedDomain>({ method: 'POST', path: '/domains', body, options }),
  /** `version` is the one the change was made from: a newer one in between is a `stale-version`. */
  update: (id: string, version: number, body: UpdateDomainDto, options?: WriteOptions) =>
    send<DomainDetail>({ method: 'PATCH', path: at`/domains/${id}`, version, body, options }),
  enable: (id: string, options?: PostOptions) =>
    send<DomainDetail>({ method: 'POST', path: at`/domains/${id}/enable`, options }),
  disable: (id: string, options?: PostOptions) =>
    send<DisabledDomain>({ method: 'POST', path: at`/domains/${id}/disable`, options }),
  delete: (id: string, version: number, options?: DeleteOptions) =>
    send<void>({ method: 'DELETE', path: at`/domains/${id}`, version, options }),
});
