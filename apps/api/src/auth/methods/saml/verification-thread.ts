import type { SsoRefusal } from 'wardkeep/contracts';
import type { SamlParties } from './saml-parties.js';
import { SamlRefusal } from './saml-refusal.js';
import { verifiedAssertion, type VerifiedAssertion } from './verification.js';

export type ToVerify = {
  readonly encoded: string | undefined;
  readonly parties: SamlParties;
  readonly requestId: string | null;
  readonly now: Date;
};

/** An error does not come from another thread as it was: a refusal is a value here. */
export type Verified =
  | { readonly assertion: VerifiedAssertion }
  | { readonly refusal: { readonly because: SsoRefusal; readonly detail: string } };

/** What a thread of SamlVerifier does. */
export async function verify({ encoded, parties, requestId, now }: ToVerify): Promise<Verified> {
  try {
    return { assertion: await verifiedAssertion(encoded, parties, requestId, now) };
  } catch (error) {
    if (!(error instanceof SamlRefusal)) throw error;
    return { refusal: { because: error.because, detail: error.detail } };
  }
}
