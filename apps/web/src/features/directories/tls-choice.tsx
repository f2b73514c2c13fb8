import { Radio } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { TLS_WAYS, type Tls } from './directory-values';
import type { DirectoryForm } from './use-directory-form';
import classes from './directories.module.css';

/** How the connection is protected: the safe ways first, the other with what it means. */
export function TlsChoice({ form, tls }: { readonly form: DirectoryForm; readonly tls: Tls }) {
  const { t } = useTranslation('directories');
  return (
    <div>
      <Radio.Group
        label={t('field.tls')}
        value={tls}
        onChange={(next) => form.setFieldValue('config.tls', next)}
        error={form.errors['config.startTls']}
      >
        <div className={classes.choices}>
          {TLS_WAYS.map((way) => (
            <Radio
              key={way}
              value={way}
              classNames={{ root: classes.choice, label: classes.choiceLabel }}
              label={
                <>
                  <strong>{t(`tls.${way}.name`)}</strong>
                  <span className="dimmed">{t(`tls.${way}.text`)}</span>
                </>
              }
            />
          ))}
        </div>
      </Radio.Group>
      {tls === 'plain' && (
        <p className={classes.warning} role="status">
          <IconAlertTriangle size={18} aria-hidden="true" />
          {t('tls.warning')}
        </p>
      )}
    </div>
  );
}
