import type { ProviderConfigs, SsoProtocol } from 'wardkeep/contracts';
import type { Secret } from '../../platform/secret.js';

/** An identity provider of a Domain with what is needed to speak with it. */
export type SsoProvider<Protocol extends SsoProtocol = SsoProtocol> = Protocol extends SsoProtocol
  ? {
      readonly id: string;
      readonly domainId: string;
      readonly kind: Protocol;
      readonly name: string;
      readonly enabled: boolean;
      /** Every change makes the next one. */
      readonly version: number;
      readonly config: ProviderConfigs[Protocol];
      /** The client secret or the private key of an OpenID client. */
      readonly secret: Secret | null;
    }
  : never;
