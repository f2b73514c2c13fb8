import { PasswordInput, type PasswordInputProps } from '@mantine/core';
import { IconCircle, IconCircleCheckFilled, IconCircleDashed } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { PasswordPolicy } from 'wardkeep/contracts';
import { CLASSIC_POLICY } from 'wardkeep/rules';
import { ruleLines, ruleNumbers, type PasswordCase, type RuleLine } from '../lib/password-rules';
import { PasswordStrength } from './password-strength';
import classes from './new-password-field.module.css';

type NewPasswordFieldProps = Omit<PasswordInputProps, 'value' | 'onChange'> &
  Omit<PasswordCase, 'policy'> & {
    readonly value: string;
    readonly onChange: (value: string) => void;
    /** The rules the product comes with when absent. */
    readonly policy?: PasswordPolicy | undefined;
  };

const ICONS = { met: IconCircleCheckFilled, open: IconCircle, later: IconCircleDashed } as const;

type RuleProps = RuleLine & { readonly numbers: ReturnType<typeof ruleNumbers> };

function Rule({ code, state, numbers }: RuleProps) {
  const { t } = useTranslation('sign-in');
  const Icon = ICONS[state];
  return (
    <li data-met={state === 'met' || undefined}>
      <Icon size={16} aria-hidden="true" />
      <span>
        {t(`rules.${code}`, { ...numbers, count: numbers.history })}
        {state === 'later' ? (
          <span className="dimmed"> – {t('rules.later')}</span>
        ) : (
          <span className="visually-hidden">: {t(`rules.${state}`)}</span>
        )}
      </span>
    </li>
  );
}

/** A new password with the policy's rules, each marked as it is met, and its strength. Needs the texts `sign-in`. */
export function NewPasswordField(props: NewPasswordFieldProps) {
  const { value, onChange, owner, policy = CLASSIC_POLICY, circumstances, isFirst, ...input } = props;
  const { t } = useTranslation('sign-in');
  const password: PasswordCase = { policy, owner, circumstances, isFirst };
  const words = [
    owner.username,
    owner.email,
    owner.firstName,
    owner.lastName,
    ...(owner.domainNames ?? []),
    'wardkeep',
  ];
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
      <PasswordStrength password={value} words={words.filter((word): word is string => Boolean(word))} />
      <ul className={classes.rules} aria-label={t('rules.label')}>
        {ruleLines(value, password).map((line) => (
          <Rule key={line.code} {...line} numbers={ruleNumbers(password)} />
        ))}
      </ul>
    </div>
  );
}
