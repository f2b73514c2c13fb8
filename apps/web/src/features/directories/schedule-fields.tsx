import { NumberInput, Radio, Select, TextInput } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { LDAP_BOUNDS } from 'wardkeep/contracts';
import { TimeText } from '../../components/time-text';
import type { DirectoryValues } from './directory-values';
import { lineOf, nextRuns, SCHEDULE_KINDS } from './schedule';
import type { DirectoryForm } from './use-directory-form';
import layout from '../../components/layout.module.css';
import classes from './directories.module.css';

type FieldsProps = { readonly form: DirectoryForm; readonly values: DirectoryValues };

const SHOWN = 3;

/** What the schedule comes to: the next times it is due, in the reader's own time zone. */
function Upcoming({ values: { config } }: Pick<FieldsProps, 'values'>) {
  const { t } = useTranslation('directories');
  const { scheduleKind, schedule, timeZone } = config;
  const runs = nextRuns(lineOf(scheduleKind, schedule), timeZone, SHOWN);
  if (scheduleKind === 'hand') return <p className="dimmed">{t('schedule.never')}</p>;
  if (runs === null) return <p className={classes.wrong}>{t('schedule.unreadable')}</p>;
  return (
    <div className={classes.upcoming}>
      <span className="dimmed">{t('schedule.next')}</span>
      {runs.map((at) => (
        <TimeText key={at} at={at} />
      ))}
    </div>
  );
}

function When({ form, values }: FieldsProps) {
  const { t } = useTranslation('directories');
  const zones = useMemo(() => Intl.supportedValuesOf('timeZone'), []);
  const kind = values.config.scheduleKind;
  const known = zones.includes(values.config.timeZone) ? zones : [values.config.timeZone, ...zones];
  return (
    <>
      <Radio.Group
        label={t('field.scheduleKind')}
        value={kind}
        onChange={(next) => form.setFieldValue('config.scheduleKind', next)}
      >
        <div className={classes.schedules}>
          {SCHEDULE_KINDS.map((one) => (
            <Radio key={one} value={one} label={t(`scheduleKind.${one}.name`)} />
          ))}
        </div>
      </Radio.Group>
      {kind === 'own' && (
        <TextInput
          label={t('field.schedule')}
          description={t('help.schedule')}
          placeholder="30 2 * * 1-5"
          autoComplete="off"
          spellCheck={false}
          classNames={{ input: 'mono' }}
          key={form.key('config.schedule')}
          {...form.getInputProps('config.schedule')}
        />
      )}
      {kind !== 'hand' && (
        <Select
          searchable
          allowDeselect={false}
          limit={80}
          withScrollArea={false}
          classNames={{ options: classes.options }}
          label={t('field.timeZone')}
          nothingFoundMessage={t('schedule.noZone')}
          data={known}
          key={form.key('config.timeZone')}
          {...form.getInputProps('config.timeZone')}
        />
      )}
    </>
  );
}

export function ScheduleFields(props: FieldsProps) {
  return (
    <div className={layout.fields}>
      <When {...props} />
      <Upcoming values={props.values} />
    </div>
  );
}

export function LimitField({ form }: Pick<FieldsProps, 'form'>) {
  const { t } = useTranslation('directories');
  const [least, most] = LDAP_BOUNDS.disableThresholdPercent;
  return (
    <NumberInput
      className={classes.limit}
      label={t('field.disableThresholdPercent')}
      description={t('help.disableThresholdPercent')}
      suffix=" %"
      min={least}
      max={most}
      clampBehavior="none"
      allowDecimal={false}
      allowNegative={false}
      hideControls
      key={form.key('config.disableThresholdPercent')}
      {...form.getInputProps('config.disableThresholdPercent')}
    />
  );
}
