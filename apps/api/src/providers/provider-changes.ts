import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { FieldChange, LdapConfig } from 'wardkeep/contracts';
import type { ProviderRecord } from './provider-record.js';

type Stated = Pick<ProviderRecord, 'name' | 'config'> & { readonly enabled?: boolean };

/** Each field on its own, as the audit log shows it. */
function flat({ name, enabled, config }: Stated): Readonly<Record<string, unknown>> {
  const { attributes, groupSearch, caCertificate, ...others } = config;
  return {
    name,
    ...(enabled === undefined ? {} : { enabled }),
    ...under('config', others),
    ...under('config.attributes', attributes),
    'config.caCertificate': caCertificate === null ? null : fingerprint(caCertificate),
    'config.groupSearch': groupSearch,
  };
}

function under(path: string, fields: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(fields).map(([field, value]) => [`${path}.${field}`, value as unknown]));
}

/** A certificate is too long to read: this tells it from another. */
function fingerprint(pem: string): string {
  return `sha256:${createHash('sha256').update(pem.trim()).digest('hex')}`;
}

export function differencesOf(before: Stated, after: Stated, isSecretNew: boolean): FieldChange[] {
  const [old, now] = [flat(before), flat(after)];
  const changes = Object.keys(now)
    .filter((field) => !isDeepStrictEqual(old[field], now[field]))
    .map((field) => ({ field, before: old[field], after: now[field] }));
  return [...changes, ...secretChange(isSecretNew)];
}

export function madeOf(provider: Stated, hasSecret: boolean): FieldChange[] {
  const fields = Object.entries(flat(provider)).filter(([, after]) => after !== null);
  return [...fields.map(([field, after]) => ({ field, before: null, after })), ...secretChange(hasSecret)];
}

function secretChange(isNew: boolean): FieldChange[] {
  return isNew ? [{ field: 'config.bindPassword', before: null, after: 'changed' }] : [];
}

/** Whether a secret that was typed for the one would go where it was never meant to with the other. */
export function isOtherTarget(before: LdapConfig, after: LdapConfig): boolean {
  return (
    before.url.toLowerCase() !== after.url.toLowerCase() ||
    before.startTls !== after.startTls ||
    before.caCertificate !== after.caCertificate ||
    before.bindDn !== after.bindDn
  );
}
