import type { BuiltInRole } from './built-in-roles.js';
import type { Grant } from './permissions.js';

export type Role = {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly builtIn: boolean;
  /** Which built-in role it is; null for a custom one. */
  readonly kind: BuiltInRole | null;
  readonly permissions: readonly Grant[];
  readonly twoFactorRequired: boolean;
  /** How many users hold it; counting stops at 10,000. */
  readonly holders: number;
  /** Whether the caller may give this role to users. */
  readonly assignable: boolean;
  readonly version: number;
};
