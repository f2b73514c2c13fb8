import { Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { LIMITS } from 'wardkeep/contracts';

type ReasonFieldProps = {
  readonly value: string;
  /** Whether the Domain asks for it. */
  readonly isAsked: boolean;
  readonly isMissing: boolean;
  readonly onChange: (reason: string) => void;
};

/** Why something is done, for whoever reads the audit log later. */
export function ReasonField({ value, isAsked, isMissing, onChange }: ReasonFieldProps) {
  const { t } = useTranslation();
  return (
    <Textarea
      name="reason"
      label={isAsked ? t('confirm.reason') : t('confirm.reasonOptional')}
      description={isAsked ? t('confirm.reasonAsked') : t('confirm.reasonHelp')}
      aria-required={isAsked}
      maxLength={LIMITS.reasonLength}
      autosize
      minRows={2}
      value={value}
      error={isMissing && t('confirm.reasonMissing')}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
