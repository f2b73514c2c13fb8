import { Kbd } from '@mantine/core';
import { useTranslation } from 'react-i18next';

const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** What is printed on keyboards; the others are written out. */
const SIGNS: Readonly<Record<string, string>> = { ArrowDown: '↓', ArrowUp: '↑', Escape: 'Esc' };

/** A key as people know it. */
export function Keys({ of: key }: { readonly of: string }) {
  const { t } = useTranslation();
  const names: Readonly<Record<string, string>> = { ...SIGNS, ' ': t('keys.space'), Enter: t('keys.enter') };
  const [last = '', mod] = key.split('+').reverse();
  const parts = [...(mod ? [isApple ? '⌘' : t('keys.control')] : []), names[last] ?? (mod ? last.toUpperCase() : last)];
  return parts.map((part) => (
    <Kbd key={part} size="xs">
      {part}
    </Kbd>
  ));
}
