import { X509Certificate } from 'node:crypto';

const LEAST_RSA_BITS = 2_048;

/** A certificate as PEM or as the bare base64 of metadata; null where it is none. */
export function certificateOf(text: string): X509Certificate | null {
  try {
    return new X509Certificate(text.includes('-----BEGIN') ? text : Buffer.from(text, 'base64'));
  } catch {
    return null;
  }
}

/** Why signatures made with its key prove nothing; null: they do. */
export function weaknessOf({ publicKey }: X509Certificate): string | null {
  const { asymmetricKeyType: kind } = publicKey;
  if (kind === 'ec') return 'its key is an elliptic-curve key; let the provider sign with RSA, which alone is read';
  if (kind !== 'rsa') return `its key is of the kind ${kind}; let the provider sign with RSA, which alone is read`;
  const bits = publicKey.asymmetricKeyDetails?.modulusLength ?? 0;
  return bits < LEAST_RSA_BITS ? `its key has ${bits} bits; at least ${LEAST_RSA_BITS} are needed` : null;
}

/** What stands between the lines of a PEM certificate. */
export function bareBase64(pem: string): string {
  return pem.replace(/-----[^-]+-----/g, '').replace(/\s+/g, '');
}
