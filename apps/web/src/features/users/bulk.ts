import type { Query } from 'wardkeep/client';
import type { BulkAction, Permission, User, UserFiltersDto } from 'wardkeep/contracts';
import type { AskedFor } from '../../lib/reason';

/** Whom something is done to: those picked, or everybody who matches the filters. */
export type Whom =
  | { readonly ids: readonly string[]; readonly filter?: never }
  | { readonly filter: Query<UserFiltersDto>; readonly ids?: never };

type Way = { readonly needs: readonly Permission[]; readonly asksReasonFor?: AskedFor; readonly isDanger?: true };

export const WAYS: Readonly<Record<BulkAction, Way>> = {
  enable: { needs: ['users:enable'] },
  disable: { needs: ['users:enable'] },
  unlock: { needs: ['users:unlock'] },
  'set-role': { needs: ['users:update', 'roles:assign'] },
  'end-sessions': { needs: ['sessions:end'] },
  'require-two-factor': { needs: ['users:update'] },
  'reset-two-factor': { needs: ['users:reset-two-factor'], asksReasonFor: 'resetTwoFactor' },
  delete: { needs: ['users:delete'], asksReasonFor: 'deleteUser', isDanger: true },
};

export const whomOf = (rows: ReadonlyMap<string, User>, isAll: boolean, filter: object): Whom =>
  isAll ? { filter } : { ids: [...rows.keys()] };
