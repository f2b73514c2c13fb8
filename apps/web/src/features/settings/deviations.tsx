import { IconCircleCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { deviations } from 'wardkeep/rules';
import { Section } from '../../components/section';
import { valuesOf } from './setting-values';
import type { SettingsForm } from './use-settings-form';
import classes from './settings.module.css';

/** What an auditor asks: which requirements the values in the form do not meet. */
export function Deviations({ form }: { readonly form: SettingsForm }) {
  const { t } = useTranslation('settings');
  const { passwords, twoFactor } = valuesOf(form);
  const found = deviations(passwords, { secondFactorEnforced: twoFactor.required });
  return (
    <Section title={t('deviations.title')} lead={t('deviations.lead')}>
      {found.length === 0 ? (
        <p className={classes.met}>
          <IconCircleCheck size={18} aria-hidden="true" />
          {t('deviations.none')}
        </p>
      ) : (
        <dl className={classes.deviations}>
          {found.map(({ clause, about }) => (
            <div key={clause + about}>
              <dt>{clause}</dt>
              <dd>{t(`deviations.about.${about}`, { defaultValue: about })}</dd>
            </div>
          ))}
        </dl>
      )}
    </Section>
  );
}
