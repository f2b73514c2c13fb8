import { Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../lib/formats';

type TimeTextProps = { readonly at: string | null; readonly none?: string; readonly relative?: boolean };

/** A moment in the reader's time zone; the exact time, with the zone, as a tip. */
export function TimeText({ at, none, relative = false }: TimeTextProps) {
  const { t } = useTranslation();
  const format = useFormats();
  if (at === null) return <span className="dimmed">{none ?? t('never')}</span>;
  return (
    <Tooltip label={relative ? format.exact(at) : `${format.relative(at)} · ${format.exact(at)}`}>
      <time dateTime={at} className="nowrap numeric">
        {relative ? format.relative(at) : format.dateTime(at)}
      </time>
    </Tooltip>
  );
}
