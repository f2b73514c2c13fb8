import { Button, Checkbox, Drawer, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { CreatedUser, PasswordPolicy } from 'wardkeep/contracts';
import { CreateUserDto } from 'wardkeep/contracts/dto';
import { grantsOf, isAdministrative } from 'wardkeep/rules';
import { FormErrors } from '../../components/form-errors';
import { ReasonField } from '../../components/reason-field';
import { RoleSelect } from '../../components/role-select';
import { SendButton } from '../../components/send-button';
import { UnsavedGuard } from '../../components/unsaved-guard';
import { announce } from '../../lib/announce';
import { everyRole } from '../../lib/every-role';
import { lacksReason, useReasonAsked } from '../../lib/reason';
import { useMe } from '../../lib/session';
import { useTitle } from '../../lib/titles';
import { useDtoForm } from '../../lib/use-dto-form';
import { AccessFields } from './access-fields';
import { PersonFields, PreferenceFields } from './preference-fields';
import { createUser } from './queries';
import { NEW_USER, newUserBody, type NewUserValues } from './user-values';
import classes from './users.module.css';

type Saved = (created: CreatedUser, values: NewUserValues) => void;
type FormProps = {
  readonly start: NewUserValues;
  readonly onSaved: (more: boolean) => Saved;
  readonly onCancel: () => void;
};

/** A reason, where the Domain asks for one of whoever makes an administrator. */
function useCreationReason() {
  const roles = useQuery(everyRole);
  const isMarked = useReasonAsked('roleToAdministrator');
  const [roleId, chooseRole] = useState<string | null>(null);
  const [value, setValue] = useState('');
  const [isDemanded, setDemanded] = useState(false);
  const [isMissing, setMissing] = useState(false);
  const role = roles.data?.find(({ id }) => id === roleId);
  const isAdministrator =
    role !== undefined && isAdministrative({ kind: role.kind, grants: grantsOf(role.permissions) });
  const isAsked = isDemanded || (isMarked && isAdministrator);
  const change = (text: string) => {
    setValue(text);
    setMissing(false);
  };
  return {
    field: { value, isAsked, isMissing, onChange: change },
    chooseRole,
    demand: () => setDemanded(true),
    given: value.trim() || undefined,
    /** Whether nothing lacks; marks it otherwise. */
    check: () => {
      const isFine = !isAsked || value.trim() !== '';
      setMissing(!isFine);
      return isFine;
    },
  };
}

function useNewUserForm(start: NewUserValues, onSaved: Saved) {
  const client = useQueryClient();
  const create = useMutation(createUser(client));
  const reason = useCreationReason();
  const send = async (body: CreateUserDto) => {
    try {
      return await create.mutateAsync({ body, reason: reason.given });
    } catch (error) {
      if (lacksReason(error)) reason.demand();
      throw error;
    }
  };
  const { form, onSubmit, ...rest } = useDtoForm<NewUserValues, CreateUserDto>({
    Dto: CreateUserDto,
    initialValues: start,
    toBody: newUserBody,
    onValues: ({ roleId }) => reason.chooseRole(roleId),
    save: async (body): Promise<void> => onSaved(await send(body), form.getValues()),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    if (reason.check()) return onSubmit(event);
    event.preventDefault();
    event.currentTarget.querySelector<HTMLElement>('[name=reason]')?.focus();
  };
  return { form, reason: reason.field, onSubmit: submit, ...rest };
}

function NewUserForm({ start, onSaved, onCancel }: FormProps) {
  const { t } = useTranslation('users');
  const another = useRef(false);
  const { form, reason, failure, isSaving, onSubmit } = useNewUserForm(start, (created, values) =>
    onSaved(another.current)(created, values),
  );
  const press = (more: boolean) => () => {
    another.current = more;
  };
  return (
    <form className={classes.drawerForm} onSubmit={onSubmit} noValidate>
      <UnsavedGuard isDirty={() => form.isDirty()} />
      <FormErrors error={failure} title={t('form.notCreated')} />
      <TextInput
        data-autofocus
        label={t('field.username')}
        description={t('form.usernameHelp')}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        key={form.key('username')}
        {...form.getInputProps('username')}
      />
      <PersonFields form={form} />
      <RoleSelect key={form.key('roleId')} {...form.getInputProps('roleId')} />
      {reason.isAsked && <ReasonField {...reason} />}
      <AccessFields form={form} />
      <Checkbox
        label={t('form.twoFactorRequired')}
        description={t('form.twoFactorRequiredHelp')}
        key={form.key('twoFactorRequired')}
        {...form.getInputProps('twoFactorRequired', { type: 'checkbox' })}
      />
      <fieldset className={classes.group}>
        <legend>{t('form.preferences')}</legend>
        <PreferenceFields form={form} />
      </fieldset>
      <div className={classes.bar}>
        <SendButton aria-disabled={isSaving} onClick={press(false)}>
          {t(isSaving ? 'form.creating' : 'form.create')}
        </SendButton>
        <SendButton isQuiet variant="default" aria-disabled={isSaving} onClick={press(true)}>
          {t('form.createMore')}
        </SendButton>
        <Button variant="subtle" onClick={onCancel}>
          {t('common:action.cancel')}
        </Button>
      </div>
    </form>
  );
}

type Round = { readonly number: number; readonly start: NewUserValues };

/** The next user of a row is often like the last one: the role and the way in stay. */
const nextRound = (
  { number }: Round,
  { roleId, initialPassword, twoFactorRequired, notify }: NewUserValues,
): Round => ({
  number: number + 1,
  start: { ...NEW_USER, roleId, initialPassword, twoFactorRequired, notify },
});

/** A temporary password, where the policy allows one. */
const firstStart = ({ temporaryPasswords }: PasswordPolicy): NewUserValues =>
  temporaryPasswords ? NEW_USER : { ...NEW_USER, initialPassword: 'invitation' };

type NewUserDrawerProps = {
  readonly onCreated: (created: Pick<CreatedUser, 'id' | 'username' | 'temporaryPassword'>) => void;
};

/** Adding users, over their list. */
export function NewUserDrawer({ onCreated }: NewUserDrawerProps) {
  const { t } = useTranslation('users');
  const navigate = useNavigate();
  const { domain } = useMe();
  const [round, setRound] = useState<Round>({ number: 1, start: firstStart(domain.passwordPolicy) });
  const [added, setAdded] = useState<string | null>(null);
  const leave = (ignoreBlocker: boolean) =>
    void navigate({ to: '/users', search: ((old: object) => old) as never, ignoreBlocker });

  useTitle(t('add'), t('title'));
  const saved =
    (more: boolean): Saved =>
    (created, values) => {
      const { id, username, temporaryPassword } = created;
      onCreated({ id, username, ...(temporaryPassword !== undefined && { temporaryPassword }) });
      announce(t('created', { name: username }));
      if (!more) return leave(true);
      setAdded(username);
      setRound(nextRound(round, values));
    };

  return (
    <Drawer
      opened
      position="right"
      size="36rem"
      onClose={() => leave(false)}
      title={t('add')}
      closeButtonProps={{ 'aria-label': t('common:action.close') }}
    >
      {added && <p className={classes.added}>{t('created', { name: added })}</p>}
      <NewUserForm key={round.number} start={round.start} onSaved={saved} onCancel={() => leave(false)} />
    </Drawer>
  );
}
