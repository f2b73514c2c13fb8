import type { ProviderConfig } from 'wardkeep/contracts';
import type { ProviderConfigDto } from 'wardkeep/contracts/dto';
import type { WriteTx } from '../platform/database/transaction.js';
import { Problem } from '../platform/http/problem.js';
import { rulesOf } from './provider-kinds.js';
import type { ProviderRecord } from './provider-record.js';
import type { SecretField } from './provider-rules.js';
import type { ProviderSecrets } from './provider-secrets.service.js';

type Kept = Pick<ProviderRecord, 'config' | 'secret'>;

type Wanted = Pick<ProviderRecord, 'id' | 'domainId' | 'kind' | 'config'> & {
  /** As it is stored; null for a new one. */
  readonly before: Kept | null;
};

/** The word for each in a refusal. */
const WORDS: Readonly<Record<SecretField, string>> = {
  bindPassword: 'type the password of the bind DN',
  clientSecret: 'type the client secret',
  privateKey: 'paste the private key',
};

const OF_NO_USE: Readonly<Record<SecretField, string>> = {
  bindPassword: 'is of no use without a bind DN',
  clientSecret: 'is of no use with private_key_jwt',
  privateKey: 'is of no use but with private_key_jwt',
};

const OF_NO_USE_CODES: Readonly<Record<SecretField, string>> = {
  bindPassword: 'bind-password',
  clientSecret: 'client-secret',
  privateKey: 'private-key',
};

/**
 * Whether the kept secret may go where the configuration says; refused where it would go elsewhere. `false`: a new one
 * was typed, or none is needed.
 */
export function usesKept(
  { kind, config, before }: Pick<Wanted, 'kind' | 'config' | 'before'>,
  input: ProviderConfigDto,
): boolean {
  const field = refuseUnfit(kind, config, input);
  if (field === null) return false;
  const typed = typedOf(kind, input)[field];
  if (typeof typed === 'string') return false;
  if (typed === undefined && before?.secret && !rulesOf(kind).isOtherTarget(before.config, config)) return true;
  const code = before === null ? 'required' : 'secret-required';
  throw new Problem('secret-required', { errors: [{ pointer: `/config/${field}`, code, detail: WORDS[field] }] });
}

/** The sealed secret that a configuration is stored with: the one that was typed, or the kept one where it may be used. */
export async function sealedFor(
  secrets: ProviderSecrets,
  tx: WriteTx,
  wanted: Wanted,
  input: ProviderConfigDto,
): Promise<string | null> {
  if (usesKept(wanted, input)) return wanted.before?.secret ?? null;
  const field = rulesOf(wanted.kind).secretOf(wanted.config);
  const typed = field && typedOf(wanted.kind, input)[field];
  return typeof typed === 'string' ? secrets.seal(tx, wanted, typed) : null;
}

function typedOf(kind: ProviderRecord['kind'], input: ProviderConfigDto) {
  return rulesOf(kind).typed(input);
}

/** The secret that is needed; refused is what was typed and is none, or is not needed. */
function refuseUnfit(kind: ProviderRecord['kind'], config: ProviderConfig, input: ProviderConfigDto) {
  const rules = rulesOf(kind);
  const needed = rules.secretOf(config);
  for (const [name, typed] of Object.entries(rules.typed(input))) {
    const field = name as SecretField;
    if (typeof typed !== 'string') continue;
    const useless = { pointer: `/config/${field}`, code: OF_NO_USE_CODES[field], detail: OF_NO_USE[field] };
    const fault = field === needed ? rules.secretFault(field, typed) : useless;
    if (fault) throw new Problem('invalid-request', { errors: [fault] });
  }
  return needed;
}
