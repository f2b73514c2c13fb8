import { Alert, Button, Checkbox, Modal, PasswordInput } from '@mantine/core';
import { IconDownload, IconInfoCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { EXPORT_COLUMNS, EXPORT_FORMATS, LIMITS, SENSITIVE_EXPORT_COLUMNS, type Total } from 'wardkeep/contracts';
import { ChoiceCards } from '../../components/choice-cards';
import { FormErrors } from '../../components/form-errors';
import { ReasonField } from '../../components/reason-field';
import { SendButton } from '../../components/send-button';
import { useFormats } from '../../lib/formats';
import { useMay, useMe } from '../../lib/session';
import type { Whom } from './bulk';
import { useExport } from './use-export';
import classes from './users.module.css';

type ExportProps = {
  /** Who is exported; a filter without conditions is everybody. */
  readonly whom: Whom;
  readonly total: Total;
  readonly opened: boolean;
  readonly onClose: () => void;
};

function useWhoWords({ whom, total }: ExportProps): string {
  const { t } = useTranslation('bulk');
  const format = useFormats();
  if (whom.ids) return t('export.selected', { count: whom.ids.length, n: format.number(whom.ids.length) });
  const isEverybody = Object.values(whom.filter).every((value) => value === undefined);
  const n = format.number(total.value);
  const all = total.relation === 'exact' ? n : t('common:selection.moreThan', { number: n });
  return t(isEverybody ? 'export.everybody' : 'export.matching', { all });
}

function Columns({ isSensitive }: { readonly isSensitive: boolean }) {
  const { t } = useTranslation('bulk');
  const format = useFormats();
  const columns: readonly string[] = isSensitive ? [...EXPORT_COLUMNS, ...SENSITIVE_EXPORT_COLUMNS] : EXPORT_COLUMNS;
  return (
    <p className="dimmed">
      {t('export.columns', { columns: format.list(columns.map((column) => t(`column.${column}`))) })}
    </p>
  );
}

type ProofProps = Pick<ReturnType<typeof useExport>, 'proof'>;

/** Whoever has no password here shows it where they sign in. */
function Proof({ proof }: ProofProps) {
  const { t } = useTranslation('bulk');
  const { user } = useMe();
  if (!proof.isAsked) return null;
  if (user.loginMethod === 'saml' || user.loginMethod === 'oidc') return <p role="alert">{t('export.signInAnew')}</p>;
  return (
    <PasswordInput
      autoFocus
      label={t('export.password')}
      description={t('export.passwordWhy')}
      autoComplete="current-password"
      visibilityToggleButtonProps={{ 'aria-label': t('sign-in:showPassword'), tabIndex: 0 }}
      aria-invalid={proof.isWrong}
      value={proof.password}
      error={proof.isWrong && t('export.passwordWrong')}
      onChange={(event) => proof.setPassword(event.currentTarget.value)}
    />
  );
}

function Content(props: ExportProps) {
  const { t } = useTranslation('bulk');
  const may = useMay();
  const format = useFormats();
  const who = useWhoWords(props);
  const { form, setForm, isSensitive, setSensitive, reasonField, proof, isSending, error, submit } = useExport(props);
  const isTooMany = (props.whom.ids?.length ?? 0) > LIMITS.exportIds;
  return (
    <form className={classes.asked} noValidate onSubmit={submit}>
      <FormErrors error={error} title={t('common:confirm.refused')} />
      <p>{who}</p>
      {isTooMany && (
        <Alert color="danger" icon={<IconInfoCircle size={18} aria-hidden="true" />}>
          {t('export.tooMany', { most: format.number(LIMITS.exportIds) })}
        </Alert>
      )}
      <ChoiceCards
        name={t('export.format')}
        choices={EXPORT_FORMATS.map((value) => ({ value, name: t(`export.${value}`), text: t(`export.${value}Text`) }))}
        value={form}
        onChange={setForm}
      />
      {may('users:export-sensitive', 'domain') && (
        <Checkbox
          label={t('export.sensitive')}
          description={t('export.sensitiveText')}
          checked={isSensitive}
          onChange={(event) => setSensitive(event.currentTarget.checked)}
        />
      )}
      {isSensitive && <ReasonField {...reasonField} />}
      <Proof proof={proof} />
      <Columns isSensitive={isSensitive} />
      <div className={classes.buttons}>
        <Button variant="default" data-autofocus onClick={props.onClose}>
          {t('common:action.cancel')}
        </Button>
        {!isTooMany && (
          <SendButton leftSection={<IconDownload size={16} aria-hidden="true" />} aria-disabled={isSending}>
            {t('export.action')}
          </SendButton>
        )}
      </div>
    </form>
  );
}

/** A file of users, written by the browser as it comes. */
export function ExportDialog(props: ExportProps) {
  const { t } = useTranslation('bulk');
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={t('export.title')}
      closeButtonProps={{ 'aria-label': t('common:action.close') }}
    >
      <Content {...props} />
    </Modal>
  );
}
