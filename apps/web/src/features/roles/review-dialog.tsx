import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LIMITS, type FieldChange, type Role, type RoleImpact } from 'wardkeep/contracts';
import { ConfirmDialog } from '../../components/confirm-dialog';
import { FieldChanges } from '../../components/field-changes';
import { GrantChanges } from '../../components/grant-changes';
import { useFormats } from '../../lib/formats';
import { changesBetween, fieldsChanged } from './role-draft';
import type { RoleDraft } from './use-role-draft';
import type { Review, RoleSaving } from './use-role-saving';
import classes from './roles.module.css';

type Some = RoleImpact['holders'];

/** A few names, and how many more there are. */
function useNames() {
  const { t } = useTranslation('roles');
  const format = useFormats();
  return ({ count, first }: Some): string => {
    const names = first.map(({ username }) => username);
    const more = count - names.length;
    const rest = count >= LIMITS.countedRows ? t('impact.many') : t('impact.more', { count: more });
    return format.list(more > 0 ? [...names, rest] : names);
  };
}

/** Whom a change of a role concerns. */
export function Impact({ role, impact }: { readonly role: Pick<Role, 'id'>; readonly impact: RoleImpact }) {
  const { t } = useTranslation('roles');
  const namesOf = useNames();
  const { holders, toEnrol, makesAdministrators } = impact;
  if (holders.count === 0) return <p className="dimmed">{t('impact.nobody')}</p>;
  return (
    <ul className={classes.impact}>
      <li>
        {t('impact.holders', { count: holders.count, names: namesOf(holders) })}{' '}
        <Link to="/users" search={{ role: role.id } as never} target="_blank" className={classes.link}>
          {t('impact.all')}
        </Link>
      </li>
      <li>{t('impact.atOnce')}</li>
      {toEnrol.count > 0 && <li>{t('impact.toEnrol', { count: toEnrol.count, names: namesOf(toEnrol) })}</li>}
      {makesAdministrators && <li className={classes.danger}>{t('impact.administrators')}</li>}
    </ul>
  );
}

/** The texts that change; permissions have a list of their own. */
function fieldsOf({ base, edits, values }: RoleDraft): FieldChange[] {
  return fieldsChanged(edits).map((field) => ({ field, before: base[field], after: values[field] }));
}

export function useRoleFieldWords(): (field: string) => string {
  const { t } = useTranslation('roles');
  return (field) => t(field === 'twoFactorRequired' ? 'twoFactor' : field);
}

function Changes({ draft }: { readonly draft: RoleDraft }) {
  const fieldName = useRoleFieldWords();
  const fields = fieldsOf(draft);
  const grants = changesBetween(draft.base, draft.values);
  return (
    <>
      {fields.length > 0 && <FieldChanges changes={fields} fieldName={fieldName} />}
      {(grants.length > 0 || fields.length === 0) && <GrantChanges changes={grants} />}
    </>
  );
}

type ReviewDialogProps = { readonly role: Role; readonly draft: RoleDraft; readonly saving: RoleSaving };

/** What changes and whom it concerns, before it is saved. It keeps its words while it fades. */
export function ReviewDialog({ role, draft, saving }: ReviewDialogProps) {
  const { t } = useTranslation('roles');
  const { review, cancel, confirm } = saving;
  const [last, setLast] = useState<Review | null>(null);
  if (review !== null && review !== last) setLast(review);
  if (last === null) return null;
  const impact = last.preview.role;
  return (
    <ConfirmDialog
      opened={review !== null}
      onClose={cancel}
      title={t('review.title', { name: role.name })}
      action={t('review.action', { count: draft.count })}
      level={2}
      size="lg"
      asksReasonFor={impact?.makesAdministrators ? 'roleToAdministrator' : undefined}
      warnings={last.preview.warnings}
      onConfirm={({ reason }) => confirm(last, reason)}
    >
      <div className={classes.review}>
        <Changes draft={draft} />
        <section className={classes.concerned}>
          <h3>{t('impact.title')}</h3>
          {impact ? <Impact role={role} impact={impact} /> : <p className="dimmed">{t('impact.nobody')}</p>}
        </section>
      </div>
    </ConfirmDialog>
  );
}
