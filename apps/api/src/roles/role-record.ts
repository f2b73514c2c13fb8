import { BUILT_IN_GRANTS, type BuiltInRole, type Grant } from 'wardkeep/contracts';
import { grantsOf, type Grants, type RoleFacts } from 'wardkeep/rules';

/** A role as other features use it. */
export type RoleRecord = RoleFacts & {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly permissions: readonly Grant[];
  readonly twoFactorRequired: boolean;
  readonly holders: number;
  readonly version: number;
};

const built = new Map<BuiltInRole, Grants>();

/** What a role allows: built-in ones by the catalogue in code, custom ones by their row. */
export function grantsOfRole(kind: BuiltInRole | null, permissions: readonly Grant[]): Grants {
  if (kind === null) return grantsOf(permissions);
  const known = built.get(kind) ?? grantsOf(BUILT_IN_GRANTS[kind]);
  built.set(kind, known);
  return known;
}

export function permissionsOfRole(kind: BuiltInRole | null, permissions: readonly Grant[]): readonly Grant[] {
  return kind === null ? permissions : BUILT_IN_GRANTS[kind];
}
