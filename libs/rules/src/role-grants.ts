import type { BuiltInRole } from 'wardkeep/contracts';
import { denyFirst, type Decision } from './decision.js';
import { covers, holds, type Grants, type Who } from './grants.js';

/** A role as the rules see it; `kind` is null for a custom one. */
export type RoleFacts = { readonly kind: BuiltInRole | null; readonly grants: Grants };

/** Nobody gives a role that allows more than their own. */
export function mayAssignRole(actor: Who, role: RoleFacts): Decision {
  return denyFirst([
    ['permission-missing', !holds(actor.grants, 'roles:assign', 'domain')],
    ['role-above-own', !covers(actor.grants, role.grants)],
  ]);
}
