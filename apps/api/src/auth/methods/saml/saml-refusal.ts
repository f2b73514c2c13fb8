import type { SsoRefusal } from 'wardkeep/contracts';

/** Why a message is not taken; turned into a verdict at one place. */
export class SamlRefusal extends Error {
  constructor(
    readonly because: SsoRefusal,
    readonly detail: string,
  ) {
    super(detail);
  }
}
