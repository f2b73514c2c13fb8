import { Button, Loader } from '@mantine/core';
import { Link, type ErrorComponentProps } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ReactNode } from 'react';
import type { Permission } from 'wardkeep/contracts';
import { usePermissionWords } from '../lib/permission-words';
import { isProblem, problemText, requestIdOf } from '../lib/problems';
import { useMe } from '../lib/session';
import { useTitle } from '../lib/titles';
import { RequestId } from './request-id';
import classes from './page-states.module.css';

type StateProps = { readonly title: string; readonly children: ReactNode; readonly action?: ReactNode };

function PageState({ title, children, action }: StateProps) {
  useTitle(title);
  return (
    <section className={classes.state}>
      <h1 tabIndex={-1}>{title}</h1>
      <div className="dimmed">{children}</div>
      <div className={classes.actions}>{action}</div>
    </section>
  );
}

function ToStart() {
  const { t } = useTranslation();
  return (
    <Button component={Link} to="/" variant="default">
      {t('state.toStart')}
    </Button>
  );
}

export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <PageState title={t('state.notFoundTitle')} action={<ToStart />}>
      {t('state.notFoundText')}
    </PageState>
  );
}

/** The page's own right is missing: says which, and who can change it. */
export function ForbiddenPage({ permission }: { readonly permission?: Permission }) {
  const { t } = useTranslation();
  const { user } = useMe();
  const wordsOf = usePermissionWords();
  const role = user.role.name;
  return (
    <PageState title={t('state.forbiddenTitle')} action={<ToStart />}>
      {permission
        ? t('state.forbiddenText', { permission: wordsOf(permission), role })
        : t('state.forbiddenPlain', { role })}
    </PageState>
  );
}

export function FailedPage({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation();
  const requestId = requestIdOf(error);
  if (isProblem(error) && error.status === 404) return <NotFoundPage />;
  return (
    <PageState
      title={t('state.failedTitle')}
      action={
        <>
          <Button onClick={reset}>{t('action.retry')}</Button>
          <ToStart />
        </>
      }
    >
      <p role="alert">{problemText(error)}</p>
      {requestId && <RequestId id={requestId} />}
    </PageState>
  );
}

export function LoadingPage() {
  const { t } = useTranslation();
  return (
    <div className={classes.loading} role="status">
      <Loader size="sm" aria-hidden="true" />
      <span className="visually-hidden">{t('state.loading')}</span>
    </div>
  );
}
