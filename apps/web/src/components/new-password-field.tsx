import { PasswordInput, type PasswordInputProps } from '@mantine/core';
import { IconCircle, IconCircleCheckFilled } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { checkPassword, CLASSIC_POLICY, passwordRules, type PasswordContext } from 'wardkeep/rules';
import classes from './new-password-field.module.css';

/** Rules that nobody breaks by accident are told by the server only. */
const UNLIKELY = new Set(['too-long', 'not-text']);

type NewPasswordFieldProps = Omit<PasswordInputProps, 'value' | 'onChange'> & {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly owner: PasswordContext;
};

/** Whether the console finds nothing wrong; the server also knows the earlier and the common passwords. */
export const meetsRules = (password: string, owner: PasswordContext): boolean =>
  checkPassword(CLASSIC_POLICY, password, owner).length === 0;

/** A new password with the policy's rules, each marked as it is met. Needs the texts `sign-in`. */
export function NewPasswordField({ value, onChange, owner, ...input }: NewPasswordFieldProps) {
  const { t } = useTranslation('sign-in');
  const broken = new Set(checkPassword(CLASSIC_POLICY, value, owner).map(({ code }) => code));
  const { minLength, maxLength } = CLASSIC_POLICY;
  const rules = passwordRules(CLASSIC_POLICY).filter(
    ({ code }) => !UNLIKELY.has(code) && (code !== 'is-email' || owner.email !== null),
  );
  return (
    <div className={classes.field}>
      <PasswordInput
        {...input}
        aria-invalid={Boolean(input.error)}
        autoComplete="new-password"
        visibilityToggleButtonProps={{ 'aria-label': t('showPassword'), tabIndex: 0 }}
        inputWrapperOrder={['label', 'input', 'error']}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <ul className={classes.rules} aria-label={t('rules.label')}>
        {rules.map(({ code }) => {
          const met = value !== '' && !broken.has(code);
          return (
            <li key={code} data-met={met || undefined}>
              {met ? (
                <IconCircleCheckFilled size={16} aria-hidden="true" />
              ) : (
                <IconCircle size={16} aria-hidden="true" />
              )}
              {t(`rules.${code}`, { minLength, maxLength })}
              <span className="visually-hidden">: {t(met ? 'rules.met' : 'rules.open')}</span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
