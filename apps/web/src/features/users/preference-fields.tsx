import { Checkbox, Select, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { LANGUAGES } from 'wardkeep/contracts';
import type { UserValues } from './user-values';
import classes from './users.module.css';

export type UserFields = Pick<UseFormReturnType<UserValues>, 'key' | 'getInputProps'>;

/** Names and email; a directory's user has them from there. */
export function PersonFields({ form, isManaged = false }: { readonly form: UserFields; readonly isManaged?: boolean }) {
  const { t } = useTranslation('users');
  const managed = isManaged ? { readOnly: true, description: t('form.managed') } : {};
  return (
    <>
      <div className={classes.pair}>
        <TextInput
          label={t('field.firstName')}
          autoComplete="off"
          {...managed}
          key={form.key('firstName')}
          {...form.getInputProps('firstName')}
        />
        <TextInput
          label={t('field.lastName')}
          autoComplete="off"
          {...managed}
          key={form.key('lastName')}
          {...form.getInputProps('lastName')}
        />
      </div>
      <TextInput
        type="email"
        label={t('form.optional', { field: t('field.email') })}
        autoComplete="off"
        {...managed}
        key={form.key('email')}
        {...form.getInputProps('email')}
      />
    </>
  );
}

/** How Wardkeep speaks to the user: all of it may stay empty. */
export function PreferenceFields({ form }: { readonly form: UserFields }) {
  const { t } = useTranslation('users');
  const zones = useMemo(() => Intl.supportedValuesOf('timeZone'), []);
  const clear = { 'aria-label': t('common:action.clear') };
  return (
    <>
      <TextInput
        type="tel"
        label={t('form.optional', { field: t('field.phone') })}
        description={t('form.phoneHelp')}
        autoComplete="off"
        key={form.key('phone')}
        {...form.getInputProps('phone')}
      />
      <div className={classes.pair}>
        <Select
          searchable
          clearable
          limit={80}
          withScrollArea={false}
          classNames={{ options: classes.options }}
          label={t('field.timeZone')}
          placeholder={t('form.browserZone')}
          nothingFoundMessage={t('form.noZone')}
          data={zones}
          clearButtonProps={clear}
          key={form.key('timeZone')}
          {...form.getInputProps('timeZone')}
        />
        <Select
          clearable
          label={t('field.language')}
          placeholder={t('form.browserLanguage')}
          data={LANGUAGES.map((value) => ({ value, label: t(`common:languages.${value}`) }))}
          clearButtonProps={clear}
          key={form.key('language')}
          {...form.getInputProps('language')}
        />
      </div>
      <Checkbox
        label={t('form.notifications')}
        description={t('form.notificationsHelp')}
        key={form.key('emailNotifications')}
        {...form.getInputProps('emailNotifications', { type: 'checkbox' })}
      />
    </>
  );
}
