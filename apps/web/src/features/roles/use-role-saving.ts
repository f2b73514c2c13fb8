import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DryRun, RoleDetail } from 'wardkeep/contracts';
import type { UpdateRoleDto } from 'wardkeep/contracts/dto';
import { announce } from '../../lib/announce';
import { api } from '../../lib/api';
import { placeErrors, problemCode } from '../../lib/problems';
import { useFocusOnFlaw } from '../../lib/use-focus-on-flaw';
import { roleById, updateRole } from './queries';
import { changeOf } from './role-draft';
import type { RoleDraft } from './use-role-draft';

/** What is about to be saved, and whom it concerns. */
export type Review = { readonly body: UpdateRoleDto; readonly version: number; readonly preview: DryRun };

/** Sorts a refusal: to its field, above the fields, or to what somebody else saved. */
function useRefusals(role: RoleDetail, draft: RoleDraft) {
  /** The role as it was when somebody else turned out to have changed it. */
  const [stale, setStale] = useState<RoleDetail | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const focusFlaw = useFocusOnFlaw();
  const refused = (error: unknown) => {
    if (problemCode(error) === 'stale-version') return setStale(role);
    const { fields, rest } = placeErrors(error, (path) => path === 'name' || path === 'description');
    draft.setErrors(fields);
    setFailure(rest);
    if (rest === null) focusFlaw();
  };
  return { stale, setStale, failure, setFailure, focusFlaw, refused };
}

/** The change is rehearsed, so that a refusal lands on its field before anybody is asked anything. */
export function useRoleSaving(role: RoleDetail, draft: RoleDraft, onSaved: () => void) {
  const { t } = useTranslation('roles');
  const client = useQueryClient();
  const update = useMutation(updateRole(client, role.id));
  const [review, setReview] = useState<Review | null>(null);
  const [isChecking, setChecking] = useState(false);
  const { stale, setStale, failure, setFailure, focusFlaw, refused } = useRefusals(role, draft);

  const rehearse = async () => {
    const body = changeOf(draft.base, draft.edits);
    const { version } = role;
    setChecking(true);
    setFailure(null);
    try {
      setReview({ body, version, preview: await api.dryRun.roles.update(role.id, version, body) });
    } catch (error) {
      refused(error);
    } finally {
      setChecking(false);
    }
  };

  const start = () => {
    if (isChecking) return;
    if (draft.count === 0) return onSaved();
    if (draft.check()) void rehearse();
    else focusFlaw();
  };

  const confirm = async ({ body, version }: Review, reason: string | undefined) => {
    try {
      await update.mutateAsync({ body, version, reason });
    } catch (error) {
      if (problemCode(error) !== 'stale-version') throw error;
      return setStale(role);
    }
    draft.discard();
    announce(t('form.saved', { name: draft.values.name }));
    onSaved();
  };

  return {
    review,
    cancel: () => setReview(null),
    isChecking,
    stale,
    failure,
    start,
    confirm,
    /** Brings the newer role underneath the edits, which stay. */
    reload: () => client.refetchQueries({ queryKey: roleById(role.id).queryKey, exact: true }),
    goOn: () => setStale(null),
  };
}

export type RoleSaving = ReturnType<typeof useRoleSaving>;
