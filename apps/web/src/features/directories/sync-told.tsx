import { useTranslation } from 'react-i18next';
import type { ProviderDetail } from 'wardkeep/contracts';
import { Section } from '../../components/section';
import { Entry, ToldEntries } from '../../components/told';
import { useFormats } from '../../lib/formats';
import { kindOf } from './schedule';

/** The schedule and the limit, for who may only see them. */
export function SyncTold({ provider: { config } }: { readonly provider: ProviderDetail }) {
  const { t } = useTranslation('directories');
  const format = useFormats();
  const kind = kindOf(config.schedule);
  return (
    <Section title={t('part.schedule')}>
      <ToldEntries>
        <Entry label={t('field.scheduleKind')}>
          {kind === 'own' ? <code>{config.schedule}</code> : t(`scheduleKind.${kind}.name`)}
        </Entry>
        <Entry label={t('field.timeZone')}>{config.timeZone}</Entry>
        <Entry label={t('field.disableThresholdPercent')}>
          {t('limit.short', { percent: format.number(config.disableThresholdPercent) })}
        </Entry>
      </ToldEntries>
    </Section>
  );
}
