import { Alert } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { problemText, requestIdOf, retryAfterOf } from '../lib/problems';
import { RequestId } from './request-id';
import { RetryAfter } from './retry-after';

type FormErrorsProps = {
  /** What was refused: a thrown error, or words already found for it. Nothing is shown for null. */
  readonly error: unknown;
  readonly title?: string;
};

/** Above the fields, what belongs to none of them; it takes the focus so that it is not missed. */
export function FormErrors({ error, title }: FormErrorsProps) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (error) box.current?.focus();
  }, [error]);
  if (!error) return null;
  const requestId = requestIdOf(error);
  const wait = retryAfterOf(error);
  return (
    <Alert
      ref={box}
      tabIndex={-1}
      role="alert"
      color="danger"
      title={title ?? t('form.failed')}
      icon={<IconAlertTriangle size={18} aria-hidden="true" />}
    >
      <p>{typeof error === 'string' ? error : problemText(error)}</p>
      {wait !== null && <RetryAfter key={requestId} seconds={wait} />}
      {requestId && <RequestId id={requestId} />}
    </Alert>
  );
}
