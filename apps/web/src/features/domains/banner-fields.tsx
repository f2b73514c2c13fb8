import { Checkbox, TextInput } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { BannerStrip } from '../../components/banner-strip';
import type { BannerValues } from './domain-form';
import classes from './domains.module.css';

type BannerFieldsProps = {
  readonly value: BannerValues;
  readonly onChange: (value: BannerValues) => void;
  readonly errors: { readonly [path: string]: React.ReactNode };
};

/** Whether the Domain has a banner, its words and color, and how it will look. */
export function BannerFields({ value, onChange, errors }: BannerFieldsProps) {
  const { t } = useTranslation('domains');
  const previewId = useId();
  return (
    <fieldset className={classes.fields}>
      <legend className="visually-hidden">{t('banner')}</legend>
      <Checkbox
        label={t('bannerOn')}
        description={t('bannerHelp')}
        checked={value.on}
        onChange={(event) => onChange({ ...value, on: event.currentTarget.checked })}
      />
      {value.on && (
        <>
          <div className={classes.bannerRow}>
            <TextInput
              label={t('bannerText')}
              maxLength={200}
              value={value.text}
              error={errors['banner.text']}
              onChange={(event) => onChange({ ...value, text: event.currentTarget.value })}
            />
            <TextInput
              type="color"
              classNames={{ input: classes.color }}
              label={t('bannerColor')}
              value={value.color}
              error={errors['banner.color']}
              onChange={(event) => onChange({ ...value, color: event.currentTarget.value })}
            />
          </div>
          <div className={classes.preview} aria-labelledby={previewId} role="group">
            <span id={previewId} className="dimmed">
              {t('preview')}
            </span>
            <BannerStrip banner={{ text: value.text.trim() || t('previewText'), color: value.color }} />
          </div>
        </>
      )}
    </fieldset>
  );
}
