import { isDeepStrictEqual } from 'node:util';
import type { FieldChange } from 'wardkeep/contracts';
import { rulesOf } from './provider-kinds.js';
import type { ProviderRecord } from './provider-record.js';
import type { SecretField } from './provider-rules.js';

type Stated = Pick<ProviderRecord, 'kind' | 'name' | 'config'> & { readonly enabled?: boolean };

function flat({ kind, name, enabled, config }: Stated): Readonly<Record<string, unknown>> {
  return { name, ...(enabled === undefined ? {} : { enabled }), ...rulesOf(kind).audited(config) };
}

/** `newSecret`: which one was typed. */
export function differencesOf(before: Stated, after: Stated, newSecret: SecretField | null): FieldChange[] {
  const [old, now] = [flat(before), flat(after)];
  const changes = Object.keys(now)
    .filter((field) => !isDeepStrictEqual(old[field], now[field]))
    .map((field) => ({ field, before: old[field], after: now[field] }));
  return [...changes, ...secretChange(newSecret)];
}

export function madeOf(provider: Stated, secret: SecretField | null): FieldChange[] {
  const fields = Object.entries(flat(provider)).filter(([, after]) => after !== null);
  return [...fields.map(([field, after]) => ({ field, before: null, after })), ...secretChange(secret)];
}

function secretChange(field: SecretField | null): FieldChange[] {
  return field === null ? [] : [{ field: `config.${field}`, before: null, after: 'changed' }];
}
