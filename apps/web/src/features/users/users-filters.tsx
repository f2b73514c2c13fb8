import { Button, CloseButton, NativeSelect, Popover, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconAdjustmentsHorizontal } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { LOGIN_METHODS, TOTP_STATUSES, USER_STATUSES } from 'wardkeep/contracts';
import { everyRole } from '../../lib/every-role';
import { useFormats } from '../../lib/formats';
import { useTimeZone } from '../../lib/session';
import type { UsersSearch } from './users-search';
import classes from './users.module.css';

type FiltersProps = {
  readonly search: UsersSearch;
  readonly onFilter: (change: { [K in keyof UsersSearch]?: UsersSearch[K] | undefined }) => void;
};

/** An empty choice takes the filter away. */
const chosen = <V extends string>(value: string | null) => (value || undefined) as V | undefined;

function SignInFilter({ search, onFilter }: FiltersProps) {
  const { t } = useTranslation('users');
  const zone = useTimeZone();
  const format = useFormats();
  const never = search.signedIn === 'never';
  return (
    <>
      <NativeSelect
        label={t('field.lastLoginAt')}
        value={search.signedIn ?? ''}
        data={[
          { value: '', label: t('filter.anyTime') },
          { value: 'never', label: t('filter.never') },
        ]}
        onChange={(event) =>
          onFilter({
            signedIn: chosen<'never'>(event.currentTarget.value),
            from: undefined,
            to: undefined,
            before: undefined,
          })
        }
      />
      {!never && (
        <div className={classes.pair}>
          <TextInput
            type="date"
            label={t('filter.from')}
            value={search.from ?? ''}
            max={search.to}
            onChange={(event) => onFilter({ from: chosen(event.currentTarget.value) })}
          />
          <TextInput
            type="date"
            label={t('filter.to')}
            value={search.to ?? ''}
            min={search.from}
            onChange={(event) => onFilter({ to: chosen(event.currentTarget.value), before: undefined })}
          />
          {search.before && (
            <p className={classes.before}>
              {t('filter.before', { when: format.dateTime(search.before) })}
              <CloseButton
                size="sm"
                aria-label={t('common:action.clear')}
                onClick={() => onFilter({ before: undefined })}
              />
            </p>
          )}
          <p className={classes.note}>{t('filter.zone', { zone })}</p>
        </div>
      )}
    </>
  );
}

const AGES = ['30', '90', '180', '365'];

function PasswordAgeFilter({ search: { passwordDays }, onFilter }: FiltersProps) {
  const { t } = useTranslation('users');
  const ages = passwordDays && !AGES.includes(passwordDays) ? [...AGES, passwordDays] : AGES;
  return (
    <NativeSelect
      label={t('filter.passwordAge')}
      value={passwordDays ?? ''}
      data={[
        { value: '', label: t('filter.any') },
        ...ages.map((days) => ({ value: days, label: t('filter.olderThan', { count: Number(days) }) })),
      ]}
      onChange={(event) => onFilter({ passwordDays: chosen(event.currentTarget.value) })}
    />
  );
}

function MoreFilters(props: FiltersProps) {
  const { t } = useTranslation('users');
  const { search, onFilter } = props;
  const { method, twoFactor, signedIn, from, to, before, enabled, passwordDays } = search;
  const count = [method, twoFactor, signedIn, from ?? to ?? before, enabled, passwordDays].filter(Boolean).length;
  return (
    <Popover position="bottom-start" width={300} trapFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<IconAdjustmentsHorizontal size={16} aria-hidden="true" />}>
          {t('filter.more')}
          {count > 0 && <span className={classes.count}>{count}</span>}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={classes.filters}>
        <NativeSelect
          label={t('field.loginMethod')}
          value={method ?? ''}
          data={[
            { value: '', label: t('filter.any') },
            ...LOGIN_METHODS.map((value) => ({ value, label: t(`common:method.${value}`) })),
          ]}
          onChange={(event) => onFilter({ method: chosen(event.currentTarget.value) })}
        />
        <NativeSelect
          label={t('field.twoFactor')}
          value={twoFactor ?? ''}
          data={[
            { value: '', label: t('filter.any') },
            ...TOTP_STATUSES.map((value) => ({ value, label: t(`twoFactor.${value}`) })),
          ]}
          onChange={(event) => onFilter({ twoFactor: chosen(event.currentTarget.value) })}
        />
        <NativeSelect
          label={t('field.enabled')}
          value={enabled ?? ''}
          data={[
            { value: '', label: t('filter.any') },
            { value: 'true', label: t('common:yes') },
            { value: 'false', label: t('common:no') },
          ]}
          onChange={(event) => onFilter({ enabled: chosen<'true' | 'false'>(event.currentTarget.value) })}
        />
        <PasswordAgeFilter {...props} />
        <SignInFilter {...props} />
      </Popover.Dropdown>
    </Popover>
  );
}

/** Status and role at hand, the rest behind one button that says how many of them are set. */
export function UsersFilters(props: FiltersProps) {
  const { t } = useTranslation('users');
  const roles = useQuery(everyRole);
  const { search, onFilter } = props;
  const clear = { 'aria-label': t('common:action.clear') };
  return (
    <>
      <Select
        clearable
        className={classes.filter}
        aria-label={t('field.status')}
        placeholder={t('field.status')}
        clearButtonProps={clear}
        data={USER_STATUSES.map((value) => ({ value, label: t(`common:status.${value}`) }))}
        value={search.status ?? null}
        onChange={(value) => onFilter({ status: chosen(value) })}
      />
      <Select
        clearable
        searchable
        className={classes.filter}
        aria-label={t('field.role')}
        placeholder={t('field.role')}
        clearButtonProps={clear}
        nothingFoundMessage={t('access:role.nothing')}
        comboboxProps={{ width: 260, position: 'bottom-start' }}
        data={(roles.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        value={search.role ?? null}
        onChange={(value) => onFilter({ role: chosen(value) })}
      />
      <MoreFilters {...props} />
    </>
  );
}
