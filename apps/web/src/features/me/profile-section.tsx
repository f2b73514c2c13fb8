import { Checkbox, Select, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LANGUAGES, type Language } from 'wardkeep/contracts';
import { UpdateProfileDto } from 'wardkeep/contracts/dto';
import { FormErrors } from '../../components/form-errors';
import { Section } from '../../components/section';
import { SendButton } from '../../components/send-button';
import { UnsavedGuard } from '../../components/unsaved-guard';
import { preferredLanguage, speak } from '../../i18n';
import { announce } from '../../lib/announce';
import { browserTimeZone } from '../../lib/formats';
import { useMe } from '../../lib/session';
import { useDtoForm } from '../../lib/use-dto-form';
import { updateProfile } from './queries';
import classes from './me.module.css';

type Values = {
  firstName: string;
  lastName: string;
  phone: string;
  timeZone: string | null;
  language: string | null;
  emailNotifications: boolean;
};

const toBody = (values: Values): UpdateProfileDto => ({
  firstName: values.firstName,
  lastName: values.lastName,
  phone: values.phone.replace(/[\s()/-]/g, '') || null,
  timeZone: values.timeZone,
  language: values.language as Language | null,
  emailNotifications: values.emailNotifications,
});

function useProfileForm(onSaved: () => void) {
  const { user } = useMe();
  const client = useQueryClient();
  const update = useMutation(updateProfile(client));
  return useDtoForm<Values, UpdateProfileDto>({
    Dto: UpdateProfileDto,
    initialValues: {
      firstName: user.firstName,
      lastName: user.lastName,
      phone: user.phone ?? '',
      timeZone: user.timeZone,
      language: user.language,
      emailNotifications: user.emailNotifications,
    },
    toBody,
    save: async (body) => {
      const me = await update.mutateAsync(body);
      await speak(me.user.language ?? preferredLanguage());
      onSaved();
    },
  });
}

type FieldsProps = { readonly form: ReturnType<typeof useProfileForm>['form'] };

/** What only an administrator changes. */
function Fixed() {
  const { t } = useTranslation('me');
  const { user } = useMe();
  return (
    <dl className={classes.facts}>
      <div>
        <dt>{t('profile.username')}</dt>
        <dd>{user.username}</dd>
      </div>
      <div>
        <dt>{t('profile.email')}</dt>
        <dd>{user.email ?? t('common:none')}</dd>
      </div>
    </dl>
  );
}

function PersonFields({ form }: FieldsProps) {
  const { t } = useTranslation('me');
  return (
    <>
      <div className={classes.pair}>
        <TextInput
          label={t('profile.firstName')}
          autoComplete="given-name"
          key={form.key('firstName')}
          {...form.getInputProps('firstName')}
        />
        <TextInput
          label={t('profile.lastName')}
          autoComplete="family-name"
          key={form.key('lastName')}
          {...form.getInputProps('lastName')}
        />
      </div>
      <TextInput
        type="tel"
        label={`${t('profile.phone')} (${t('common:optional')})`}
        description={t('profile.phoneHelp')}
        autoComplete="tel"
        key={form.key('phone')}
        {...form.getInputProps('phone')}
      />
    </>
  );
}

function RegionFields({ form }: FieldsProps) {
  const { t } = useTranslation('me');
  const zones = useMemo(() => Intl.supportedValuesOf('timeZone'), []);
  const clearButtonProps = { 'aria-label': t('common:action.clear') };
  return (
    <div className={classes.pair}>
      <Select
        searchable
        clearable
        limit={80}
        label={t('profile.timeZone')}
        description={t('profile.timeZoneHelp')}
        placeholder={t('profile.browserZone', { zone: browserTimeZone() })}
        nothingFoundMessage={t('profile.noZone')}
        data={zones}
        clearButtonProps={clearButtonProps}
        key={form.key('timeZone')}
        {...form.getInputProps('timeZone')}
      />
      <Select
        clearable
        label={t('profile.language')}
        description={'\u00a0'}
        placeholder={t('profile.browserLanguage')}
        data={LANGUAGES.map((value) => ({ value, label: t(`common:languages.${value}`) }))}
        clearButtonProps={clearButtonProps}
        key={form.key('language')}
        {...form.getInputProps('language')}
      />
    </div>
  );
}

export function ProfileSection() {
  const { t } = useTranslation('me');
  const [saved, setSaved] = useState(false);
  const { form, failure, isSaving, onSubmit } = useProfileForm(() => {
    setSaved(true);
    announce(t('profile.saved'));
  });
  return (
    <Section title={t('profile.title')} lead={t('profile.lead')}>
      <form className={classes.form} onSubmit={onSubmit} onChange={() => setSaved(false)} noValidate>
        <UnsavedGuard isDirty={() => form.isDirty()} />
        <FormErrors error={failure} />
        <Fixed />
        <PersonFields form={form} />
        <RegionFields form={form} />
        <Checkbox
          label={t('profile.notifications')}
          description={t('profile.notificationsHelp')}
          key={form.key('emailNotifications')}
          {...form.getInputProps('emailNotifications', { type: 'checkbox' })}
        />
        <div className={classes.buttons}>
          <SendButton aria-disabled={isSaving}>
            {t(isSaving ? 'common:action.saving' : 'common:action.save')}
          </SendButton>
          {saved && <span className={classes.done}>{t('profile.saved')}</span>}
        </div>
      </form>
    </Section>
  );
}
