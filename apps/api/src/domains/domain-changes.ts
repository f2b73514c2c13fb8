import { isDeepStrictEqual } from 'node:util';
import type { FieldChange } from 'wardkeep/contracts';
import type { UpdateDomainDto } from 'wardkeep/contracts/dto';
import type { DomainRecord } from './domain-record.js';

type Changeable = Partial<Pick<DomainRecord, 'displayName' | 'banner'>>;

/** What a change would really change. */
export function differences(domain: DomainRecord, { displayName, banner }: UpdateDomainDto): Changeable {
  const wanted = banner ? { text: banner.text, color: banner.color } : banner;
  return {
    ...(displayName === undefined || displayName === domain.displayName ? {} : { displayName }),
    ...(wanted === undefined || isDeepStrictEqual(wanted, domain.banner) ? {} : { banner: wanted }),
  };
}

export function fieldChanges(domain: DomainRecord, values: Changeable): FieldChange[] {
  return (Object.keys(values) as (keyof Changeable)[]).map((field) => ({
    field,
    before: domain[field],
    after: values[field],
  }));
}

export function madeOf({ name, displayName, banner }: DomainRecord): FieldChange[] {
  return Object.entries({ name, displayName, banner })
    .filter(([, after]) => after !== null)
    .map(([field, after]) => ({ field, before: null, after }));
}
