import { ActionIcon } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { announce } from '../lib/announce';

type CopyButtonProps = { readonly value: string; readonly label?: string };

export function CopyButton({ value, label }: CopyButtonProps) {
  const { t } = useTranslation();
  const clipboard = useClipboard({ timeout: 2000 });
  const words = clipboard.copied ? t('action.copied') : (label ?? t('action.copy'));
  const copy = () => {
    clipboard.copy(value);
    announce(t('action.copied'));
  };
  return (
    <ActionIcon variant="subtle" color="gray" size="md" aria-label={words} title={words} onClick={copy}>
      {clipboard.copied ? <IconCheck size={16} aria-hidden="true" /> : <IconCopy size={16} aria-hidden="true" />}
    </ActionIcon>
  );
}
