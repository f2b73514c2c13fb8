import { Checkbox, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { LIMITS } from 'wardkeep/contracts';
import type { RoleDraft } from './use-role-draft';
import classes from './roles.module.css';

/** What people call a role, and whether it asks for a second factor. */
export function RoleFields({ draft }: { readonly draft: RoleDraft }) {
  const { t } = useTranslation('roles');
  const { values, errors, change } = draft;
  return (
    <div className={classes.fields}>
      <TextInput
        label={t('form.name')}
        autoComplete="off"
        maxLength={LIMITS.roleNameLength}
        value={values.name}
        error={errors['name']}
        onChange={(event) => change('name', event.currentTarget.value)}
      />
      <Textarea
        label={t('form.description')}
        autosize
        minRows={2}
        maxLength={LIMITS.descriptionLength}
        value={values.description}
        error={errors['description']}
        onChange={(event) => change('description', event.currentTarget.value)}
      />
      <Checkbox
        label={t('form.twoFactor')}
        description={t('form.twoFactorHelp')}
        checked={values.twoFactorRequired}
        onChange={(event) => change('twoFactorRequired', event.currentTarget.checked)}
      />
    </div>
  );
}
