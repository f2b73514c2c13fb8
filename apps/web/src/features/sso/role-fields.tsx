import { useTranslation } from 'react-i18next';
import { WHEN_NO_ROLE } from 'wardkeep/contracts';
import { ChoiceCards } from '../../components/choice-cards';
import { GroupRoles } from '../../components/group-roles';
import layout from '../../components/layout.module.css';
import { RoleSelect } from '../../components/role-select';
import type { SsoProvider } from './queries';
import type { SsoEditing } from './use-provider-form';

type RoleProps = {
  readonly editing: SsoEditing;
  readonly provider: SsoProvider;
  /** Those of somebody who tried a sign-in. */
  readonly groups: readonly string[];
};

function WithoutGroup({ editing: { form, values }, provider }: RoleProps) {
  const { t } = useTranslation('sso');
  const { whenNoRole } = values.config;
  return (
    <div className={layout.fields}>
      <ChoiceCards
        label={t('field.whenNoRole')}
        choices={WHEN_NO_ROLE.map((value) => ({
          value,
          name: t(`whenNoRole.${value}.name`),
          text: t(`whenNoRole.${value}.text`),
        }))}
        value={whenNoRole}
        onChange={(next) => form.setFieldValue('config.whenNoRole', next)}
      />
      {whenNoRole === 'default' && (
        <RoleSelect
          clearable
          clearButtonProps={{ 'aria-label': t('common:action.clear') }}
          held={provider.config.defaultRoleId ?? undefined}
          label={t('field.defaultRoleId')}
          description={t('help.defaultRoleId')}
          placeholder={t('readOnlyRole')}
          key={form.key('config.defaultRoleId')}
          {...form.getInputProps('config.defaultRoleId')}
        />
      )}
    </div>
  );
}

/** Which role somebody gets by their groups, and what becomes of those whose groups say nothing. */
export function RoleFields(props: RoleProps) {
  const { t } = useTranslation('sso');
  const { form, values } = props.editing;
  const hasGroups = values.config.attributes.groups.trim() !== '';
  return (
    <div className={layout.stack}>
      {hasGroups ? (
        <GroupRoles
          rows={values.config.groupRoles}
          held={props.provider.config.groupRoles}
          groups={props.groups}
          placeholder={t('groupExample')}
          errorOf={(index, field) => form.errors[`config.groupRoles.${index}.${field}`]}
          onChange={(rows) => form.setFieldValue('config.groupRoles', rows)}
        />
      ) : (
        <p className="dimmed">{t('noGroups')}</p>
      )}
      <WithoutGroup {...props} />
    </div>
  );
}
