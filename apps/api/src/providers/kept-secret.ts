import type { LdapConfig } from 'wardkeep/contracts';
import type { WriteTx } from '../platform/database/transaction.js';
import { Problem } from '../platform/http/problem.js';
import { isOtherTarget } from './provider-changes.js';
import type { ProviderRecord } from './provider-record.js';
import type { ProviderSecrets } from './provider-secrets.service.js';

type Wanted = Pick<ProviderRecord, 'id' | 'domainId' | 'config'> & {
  /** As it is stored; null for a new one. */
  readonly before: Pick<ProviderRecord, 'config' | 'secret'> | null;
};

const POINTER = '/config/bindPassword';

/**
 * Whether the kept secret may go where the configuration says; refused where it would go elsewhere. `false`: a new one
 * was typed, or none is needed.
 */
export function usesKept(config: LdapConfig, before: Wanted['before'], typed: string | null | undefined): boolean {
  if (config.bindDn === null || typeof typed === 'string') {
    refuseUnfit(config, typed);
    return false;
  }
  if (typed === undefined && before?.secret && !isOtherTarget(before.config, config)) return true;
  throw new Problem('secret-required', {
    errors: [{ pointer: POINTER, code: 'secret-required', detail: 'type the password of the bind DN' }],
  });
}

/** The sealed secret that a configuration is stored with: the one that was typed, or the kept one where it may be used. */
export async function sealedFor(
  secrets: ProviderSecrets,
  tx: WriteTx,
  { id, domainId, config, before }: Wanted,
  typed: string | null | undefined,
): Promise<string | null> {
  if (usesKept(config, before, typed)) return before?.secret ?? null;
  return typeof typed === 'string' ? secrets.seal(tx, { id, domainId }, typed) : null;
}

function refuseUnfit({ bindDn }: LdapConfig, typed: string | null | undefined): void {
  if (typeof typed !== 'string') return;
  const detail = bindDn === null ? 'is of no use without a bind DN' : typed === '' ? 'write a password' : null;
  if (detail === null) return;
  throw new Problem('invalid-request', { errors: [{ pointer: POINTER, code: 'bind-password', detail }] });
}
