import type { SamlBinding, SamlConfig } from 'wardkeep/contracts';

/** Both sides of a provider, complete. */
export type SamlParties = {
  readonly config: SamlConfig;
  readonly idp: {
    readonly entityId: string;
    readonly ssoUrl: string;
    readonly ssoBinding: SamlBinding;
    readonly sloUrl: string | null;
    /** PEM. */
    readonly certificates: readonly string[];
  };
  readonly sp: {
    readonly entityId: string;
    readonly acsUrl: string;
    readonly sloUrl: string;
    /** PEM; what we sign with now. */
    readonly signingKey: string;
    /** PEM; what assertions may be encrypted for. */
    readonly privateKeys: readonly string[];
  };
};
