import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ChoiceCards } from '../../components/choice-cards';
import { TLS_WAYS, type Tls } from './directory-values';
import type { DirectoryForm } from './use-directory-form';
import classes from './directories.module.css';

/** How the connection is protected: the safe ways first, the other with what it means. */
export function TlsChoice({ form, tls }: { readonly form: DirectoryForm; readonly tls: Tls }) {
  const { t } = useTranslation('directories');
  return (
    <div>
      <ChoiceCards
        label={t('field.tls')}
        choices={TLS_WAYS.map((way) => ({ value: way, name: t(`tls.${way}.name`), text: t(`tls.${way}.text`) }))}
        value={tls}
        error={form.errors['config.startTls']}
        onChange={(next) => form.setFieldValue('config.tls', next)}
      />
      {tls === 'plain' && (
        <p className={classes.warning} role="status">
          <IconAlertTriangle size={18} aria-hidden="true" />
          {t('tls.warning')}
        </p>
      )}
    </div>
  );
}
