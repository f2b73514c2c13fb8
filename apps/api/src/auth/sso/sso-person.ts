import type { SsoProtocol } from 'wardkeep/contracts';
import { mapClaims } from 'wardkeep/rules';
import type { SsoProvider } from '../../providers/sso/sso-provider.js';
import type { SsoEntry, SsoSource } from '../../users/sso-users.service.js';
import type { SsoPerson } from '../methods/sso-method.js';

/** A provider as its users know it. */
export function sourceOf({ id, name, kind, config }: SsoProvider): SsoSource {
  return { id, name, kind, place: placeOf(kind, config), mapping: config };
}

export function entryOf({ config }: SsoProvider, { subject, claims }: SsoPerson): SsoEntry {
  return { ...mapClaims(config.attributes, claims), subject };
}

function placeOf(kind: SsoProtocol, config: SsoProvider['config']): string {
  if ('issuer' in config) return config.issuer;
  return config.entityId ?? config.metadataUrl ?? kind;
}
