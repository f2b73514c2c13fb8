import { useCallback, useState } from 'react';
import { CreateRoleDto } from 'wardkeep/contracts/dto';
import { dtoResolver } from '../../lib/dto-resolver';
import {
  countOf,
  creationOf,
  edited,
  NO_EDITS,
  remaining,
  withGrants,
  type GrantEdit,
  type RoleEdits,
  type RoleField,
  type RoleValues,
} from './role-draft';

type Errors = { readonly [field: string]: string };

export type RoleDraft = {
  readonly base: RoleValues;
  readonly edits: RoleEdits;
  /** The role as it would be. */
  readonly values: RoleValues;
  readonly count: number;
  readonly errors: Errors;
  readonly change: <F extends RoleField>(field: F, value: RoleValues[F]) => void;
  /** The same function between renders. */
  readonly grant: (edits: readonly GrantEdit[]) => void;
  readonly discard: () => void;
  readonly setErrors: (errors: Errors) => void;
  /** Marks what is wrong; whether there was nothing of it. */
  readonly check: () => boolean;
};

const problemsOf = dtoResolver(CreateRoleDto, creationOf);

/** Changes to a role beside what holds: what somebody else saves meanwhile comes in underneath them. */
export function useRoleDraft(base: RoleValues): RoleDraft {
  const [kept, setKept] = useState<RoleEdits>(NO_EDITS);
  const [errors, setErrors] = useState<Errors>({});
  const grant = useCallback((more: readonly GrantEdit[]) => setKept((old) => withGrants(old, more)), []);
  const edits = remaining(base, kept);
  const values = edited(base, edits);
  return {
    base,
    edits,
    values,
    count: countOf(edits),
    errors,
    change: (field, value) => {
      setKept({ ...edits, [field]: value });
      setErrors(Object.fromEntries(Object.entries(errors).filter(([wrong]) => wrong !== field)));
    },
    grant,
    discard: () => {
      setKept(NO_EDITS);
      setErrors({});
    },
    setErrors,
    check: () => {
      const found = problemsOf(values);
      setErrors(found);
      return Object.keys(found).length === 0;
    },
  };
}
