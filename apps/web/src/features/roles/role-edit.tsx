import { Alert, Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useMemo, useRef, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoleDetail } from 'wardkeep/contracts';
import { FieldChanges } from '../../components/field-changes';
import { FormErrors } from '../../components/form-errors';
import { GrantChanges } from '../../components/grant-changes';
import { Section } from '../../components/section';
import { SendButton } from '../../components/send-button';
import { UnsavedGuard } from '../../components/unsaved-guard';
import { useSaveKey } from '../../lib/use-save-key';
import { GrantsEditor } from './grants-editor';
import { ReviewDialog, useRoleFieldWords } from './review-dialog';
import { changesBetween, valuesOf, type RoleField } from './role-draft';
import { RoleFields } from './role-fields';
import { useRoleDraft, type RoleDraft } from './use-role-draft';
import { useRoleSaving, type RoleSaving } from './use-role-saving';
import classes from './roles.module.css';

const FIELDS: readonly RoleField[] = ['name', 'description', 'twoFactorRequired'];

function Meanwhile({ before, now }: { readonly before: RoleDetail; readonly now: RoleDetail }) {
  const fieldName = useRoleFieldWords();
  const changes = FIELDS.filter((field) => before[field] !== now[field]).map((field) => ({
    field,
    before: before[field],
    after: now[field],
  }));
  return (
    <>
      {changes.length > 0 && <FieldChanges changes={changes} fieldName={fieldName} />}
      <GrantChanges changes={changesBetween(valuesOf(before), valuesOf(now))} />
    </>
  );
}

/** Somebody saved in between: what they changed comes in underneath the own edits, which stay. */
function Stale({ role, saving }: { readonly role: RoleDetail; readonly saving: RoleSaving }) {
  const { t } = useTranslation('roles');
  const { stale, reload, goOn } = saving;
  if (stale === null) return null;
  const isLoaded = stale.version !== role.version;
  return (
    <Alert role="alert" color="danger" title={t('common:form.conflictTitle')}>
      <div className={classes.review}>
        <p>{isLoaded ? t('stale.loaded') : t('common:form.conflictText')}</p>
        {isLoaded && <Meanwhile before={stale} now={role} />}
        <Button
          className={classes.start}
          size="xs"
          variant="default"
          onClick={() => void (isLoaded ? goOn() : reload())}
        >
          {isLoaded ? t('stale.goOn') : t('common:form.loadNewer')}
        </Button>
      </div>
    </Alert>
  );
}

type BarProps = { readonly draft: RoleDraft; readonly saving: RoleSaving; readonly onLeave: () => void };

function Bar({ draft, saving, onLeave }: BarProps) {
  const { t } = useTranslation('roles');
  const { count } = draft;
  return (
    <div className={classes.bar}>
      <SendButton aria-disabled={saving.isChecking}>
        {saving.isChecking ? t('review.checking') : t('review.open')}
      </SendButton>
      {count > 0 && (
        <Button variant="default" onClick={draft.discard}>
          {t('common:action.discard')}
        </Button>
      )}
      <Button variant="subtle" onClick={onLeave}>
        {t(count > 0 ? 'common:action.cancel' : 'common:action.done')}
      </Button>
      <span role="status" className={classes.count}>
        {count > 0 && t('changes', { count })}
      </span>
    </div>
  );
}

/** A role as a form, in its place: nothing holds before the changes were looked at and saved. */
export function RoleEdit({ role }: { readonly role: RoleDetail }) {
  const { t } = useTranslation('roles');
  const navigate = useNavigate();
  const element = useRef<HTMLFormElement>(null);
  const base = useMemo(() => valuesOf(role), [role]);
  const draft = useRoleDraft(base);
  const leave = (ignoreBlocker: boolean) =>
    void navigate({ to: '/roles/$id', params: { id: role.id }, search: {}, ignoreBlocker });
  const saving = useRoleSaving(role, draft, () => leave(true));
  useSaveKey(element);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.start();
  };
  return (
    <>
      <form ref={element} className={classes.form} onSubmit={submit} noValidate aria-label={t('edit')}>
        <UnsavedGuard isDirty={() => draft.count > 0} />
        <FormErrors error={saving.failure} />
        <Stale role={role} saving={saving} />
        <Section title={t('details')}>
          <RoleFields draft={draft} />
        </Section>
        <Section title={t('permissions')} lead={t('permissionCount', { count: draft.values.grants.size })}>
          <GrantsEditor grants={draft.values.grants} base={base.grants} onGrant={draft.grant} />
        </Section>
        <Bar draft={draft} saving={saving} onLeave={() => leave(false)} />
      </form>
      <ReviewDialog role={role} draft={draft} saving={saving} />
    </>
  );
}
