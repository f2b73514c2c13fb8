import { Alert, Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useMemo, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { LIMITS, type OfferedRoleTemplate, type Role } from 'wardkeep/contracts';
import { grantsOf } from 'wardkeep/rules';
import { FormErrors } from '../../components/form-errors';
import { ListFailed, ListSkeleton } from '../../components/list-states';
import { PageHeader } from '../../components/page-header';
import { ForbiddenPage } from '../../components/page-states';
import { Section } from '../../components/section';
import { SendButton } from '../../components/send-button';
import { UnsavedGuard } from '../../components/unsaved-guard';
import { announce } from '../../lib/announce';
import { placeErrors } from '../../lib/problems';
import { useMay, useMe } from '../../lib/session';
import { useFocusOnFlaw } from '../../lib/use-focus-on-flaw';
import { GrantsEditor } from './grants-editor';
import { createRole, rolesBesideEachOther, roleTemplates } from './queries';
import { creationOf, startOf, type RoleValues } from './role-draft';
import { RoleFields } from './role-fields';
import { StartCards } from './start-cards';
import { useRoleDraft, type RoleDraft } from './use-role-draft';
import classes from './roles.module.css';

const route = getRouteApi('/shell/roles/new');

/** What the new role starts as. */
type Start = { readonly values: RoleValues; readonly source: string | null; readonly leftOut: number };

const NOTHING: RoleValues = { name: '', description: '', twoFactorRequired: false, grants: new Map() };

type Source = Role | OfferedRoleTemplate;
type Found = {
  readonly source: Source | null;
  readonly error: unknown;
  readonly isPending: boolean;
  readonly retry: () => void;
};

const NO_SOURCE: Found = { source: null, error: null, isPending: false, retry: () => undefined };

/** What the address asks to start from. */
function useSource(): Found {
  const { from, template } = route.useSearch();
  const roles = useQuery({ ...rolesBesideEachOther, enabled: from !== undefined });
  const templates = useQuery({ ...roleTemplates, enabled: template !== undefined });
  if (from !== undefined) {
    const source = roles.data?.items.find(({ id }) => id === from) ?? null;
    return { source, error: roles.error, isPending: roles.isPending, retry: () => void roles.refetch() };
  }
  if (template === undefined) return NO_SOURCE;
  const source = templates.data?.items.find(({ key }) => key === template) ?? null;
  return { source, error: templates.error, isPending: templates.isPending, retry: () => void templates.refetch() };
}

function useStart(source: Source | null): Start {
  const { t } = useTranslation('roles');
  const { permissions } = useMe();
  return useMemo(() => {
    if (source === null) return { values: NOTHING, source: null, leftOut: 0 };
    const { grants, leftOut } = startOf(source, grantsOf(permissions));
    const isFree = 'key' in source && !source.exists;
    const name = (isFree ? source.name : t('new.copyOf', { name: source.name })).slice(0, LIMITS.roleNameLength);
    const { description, twoFactorRequired } = source;
    return { values: { name, description, twoFactorRequired, grants }, source: source.name, leftOut };
  }, [source, permissions, t]);
}

function useCreation(draft: RoleDraft) {
  const { t } = useTranslation('roles');
  const navigate = useNavigate();
  const create = useMutation(createRole(useQueryClient()));
  const [failure, setFailure] = useState<string | null>(null);
  const focusFlaw = useFocusOnFlaw();
  const send = async () => {
    setFailure(null);
    try {
      const { id, name } = await create.mutateAsync(creationOf(draft.values));
      announce(t('new.done', { name }));
      await navigate({ to: '/roles/$id', params: { id }, search: {}, ignoreBlocker: true });
    } catch (error) {
      const { fields, rest } = placeErrors(error, (path) => path === 'name' || path === 'description');
      draft.setErrors(fields);
      setFailure(rest);
      if (rest === null) focusFlaw();
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (create.isPending) return;
    if (draft.check()) void send();
    else focusFlaw();
  };
  return { submit, failure, isSaving: create.isPending };
}

function NewRoleForm({ source: given }: { readonly source: Source | null }) {
  const { t } = useTranslation('roles');
  const { values: base, source, leftOut } = useStart(given);
  const draft = useRoleDraft(base);
  const { submit, failure, isSaving } = useCreation(draft);
  return (
    <form className={classes.form} onSubmit={submit} noValidate aria-label={t('new.title')}>
      <UnsavedGuard isDirty={() => draft.count > 0 && !isSaving} />
      <FormErrors error={failure} title={t('new.failed')} />
      {leftOut > 0 && (
        <Alert title={t('new.leftOutTitle', { count: leftOut })}>{t('new.leftOut', { name: source })}</Alert>
      )}
      <Section title={t('details')}>
        <RoleFields draft={draft} />
      </Section>
      <Section title={t('permissions')} lead={t('permissionCount', { count: draft.values.grants.size })}>
        <GrantsEditor grants={draft.values.grants} base={source === null ? null : base.grants} onGrant={draft.grant} />
      </Section>
      <div className={classes.bar}>
        <SendButton aria-disabled={isSaving}>{t(isSaving ? 'new.saving' : 'new.action')}</SendButton>
        <Button component={Link} to="/roles" variant="default">
          {t('common:action.cancel')}
        </Button>
        <span role="status" className={classes.count}>
          {source !== null &&
            draft.edits.grants.size > 0 &&
            t('new.differs', { count: draft.edits.grants.size, name: source })}
        </span>
      </div>
    </form>
  );
}

export function NewRolePage() {
  const { t } = useTranslation('roles');
  const may = useMay();
  const { from, template } = route.useSearch();
  const { source, error, isPending, retry } = useSource();
  if (!may('roles:create', 'domain')) return <ForbiddenPage permission="roles:create" />;
  return (
    <div className={classes.page}>
      <PageHeader
        title={t('new.title')}
        page={t('title')}
        lead={t('new.lead')}
        back={<Link to="/roles">{t('back')}</Link>}
      />
      <StartCards from={from} template={template} />
      {isPending && <ListSkeleton />}
      {error !== null && <ListFailed error={error} onRetry={retry} />}
      {!isPending && error === null && <NewRoleForm key={`${from ?? ''} ${template ?? ''}`} source={source} />}
    </div>
  );
}
