import { useTranslation } from 'react-i18next';
import { PASSWORD_WARNING_DAYS, type PasswordPolicy } from 'wardkeep/contracts';
import { useFormats } from '../../lib/formats';
import { valuesOf } from './setting-values';
import type { SettingsForm } from './use-settings-form';
import classes from './settings.module.css';

const KINDS = [
  ['requireUpper', 'upper'],
  ['requireLower', 'lower'],
  ['requireDigit', 'digit'],
  ['requireSpecial', 'special'],
] as const;

function usePolicySentences(policy: PasswordPolicy): readonly string[] {
  const { t } = useTranslation('settings');
  const format = useFormats();
  const kinds = KINDS.filter(([rule]) => policy[rule]).map(([, kind]) => t(`words.kind.${kind}`));
  return [
    t('words.length', { least: format.number(policy.minLength), most: format.number(policy.maxLength) }),
    kinds.length > 0 ? t('words.mix', { kinds: format.list(kinds) }) : t('words.anyMix'),
    t(policy.blocklist ? 'words.blocklist' : 'words.noBlocklist'),
    policy.history > 0 ? t('words.history', { count: policy.history }) : t('words.noHistory'),
    policy.maxAgeDays > 0
      ? t('words.age', { count: policy.maxAgeDays, warning: Math.min(PASSWORD_WARNING_DAYS, policy.maxAgeDays) })
      : t('words.noAge'),
    t(policy.temporaryPasswords ? 'words.temporary' : 'words.noTemporary'),
  ];
}

/** The rules that the values in the form make, as people will meet them. */
export function PasswordWords({ form }: { readonly form: SettingsForm }) {
  const { t } = useTranslation('settings');
  const { passwords, forgotPassword } = valuesOf(form);
  const sentences = usePolicySentences(passwords);
  return (
    <ul className={classes.sentences}>
      {sentences.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
      <li>{t(forgotPassword ? 'words.forgot' : 'words.noForgot')}</li>
    </ul>
  );
}
