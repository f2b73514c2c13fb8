import { Alert, Button, Checkbox } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { UserDetail } from 'wardkeep/contracts';
import { UpdateUserDto } from 'wardkeep/contracts/dto';
import { FormErrors } from '../../components/form-errors';
import { Section } from '../../components/section';
import { RoleSelect } from '../../components/role-select';
import { SendButton } from '../../components/send-button';
import { UnsavedGuard } from '../../components/unsaved-guard';
import { announce } from '../../lib/announce';
import { problemCode } from '../../lib/problems';
import { useDtoForm } from '../../lib/use-dto-form';
import { useSaveKey } from '../../lib/use-save-key';
import { ChangeRoleDialog } from './change-role-dialog';
import { ConflictDialog } from './conflict-dialog';
import { PersonFields, PreferenceFields } from './preference-fields';
import { updateUser } from './queries';
import { changesOf, valuesOf, type UserValues } from './user-values';
import classes from './user.module.css';

/** What the form was filled from, and what it starts with: the same, unless a conflict was settled. */
type Start = { readonly base: UserDetail; readonly values: UserValues };

/** A change that gives another role, which is asked about first. */
type RoleChange = UpdateUserDto & { readonly roleId: string };

const givesRole = (change: UpdateUserDto): change is RoleChange => change.roleId !== undefined;

type FormProps = {
  readonly start: Start;
  readonly onSaved: () => void;
  readonly onDiscard: () => void;
  readonly onConflict: (mine: UserValues) => void;
};

function useEditForm({ start, onSaved, onConflict }: FormProps) {
  const client = useQueryClient();
  const update = useMutation(updateUser(client, start.base));
  const [asked, setAsked] = useState<RoleChange | null>(null);
  const send = async (change: UpdateUserDto, reason?: string) => {
    try {
      if (Object.keys(change).length > 0) await update.mutateAsync({ change, reason });
      onSaved();
    } catch (error) {
      if (problemCode(error) === 'stale-version') onConflict(form.getValues());
      throw error;
    }
  };
  const { form, ...rest } = useDtoForm<UserValues, UpdateUserDto>({
    Dto: UpdateUserDto,
    initialValues: start.values,
    toBody: (values) => changesOf(start.base, values),
    save: async (change) => (givesRole(change) ? setAsked(change) : send(change)),
  });
  const isDirty = () => Object.keys(changesOf(start.base, form.getValues())).length > 0;
  return { form, isDirty, send, asked, cancel: () => setAsked(null), ...rest };
}

type RoleQuestionProps = Pick<ReturnType<typeof useEditForm>, 'asked' | 'cancel' | 'send'> & {
  readonly user: UserDetail;
};

/** Keeps its words while it fades. */
function RoleQuestion({ user, asked, cancel, send }: RoleQuestionProps) {
  const [last, setLast] = useState<RoleChange | null>(null);
  if (asked !== null && asked !== last) setLast(asked);
  if (last === null) return null;
  return (
    <ChangeRoleDialog
      user={user}
      change={last}
      opened={asked !== null}
      onClose={cancel}
      onConfirm={(reason) => send(last, reason)}
    />
  );
}

function EditForm(props: FormProps) {
  const { t } = useTranslation('users');
  const { base } = props.start;
  const element = useRef<HTMLFormElement>(null);
  const { form, failure, isSaving, isDirty, onSubmit, ...question } = useEditForm(props);
  const roleRefusal = base.blocked['set-role'];
  useSaveKey(element);
  return (
    <>
      <form ref={element} className={classes.form} onSubmit={onSubmit} noValidate>
        <UnsavedGuard isDirty={isDirty} />
        <FormErrors error={failure} />
        <PersonFields form={form} isManaged={base.loginMethod !== 'standard'} />
        <RoleSelect
          held={base.role.id}
          readOnly={roleRefusal !== undefined}
          description={roleRefusal && t(`problems:${roleRefusal}`)}
          key={form.key('roleId')}
          {...form.getInputProps('roleId')}
        />
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
          <SendButton aria-disabled={isSaving}>
            {t(isSaving ? 'common:action.saving' : 'common:action.save')}
          </SendButton>
          <Button variant="default" onClick={props.onDiscard}>
            {t('common:action.discard')}
          </Button>
        </div>
      </form>
      <RoleQuestion user={base} {...question} />
    </>
  );
}

/** The details as a form, in their place. Two who save at once get to see each other's changes. */
export function UserEdit({ user }: { readonly user: UserDetail }) {
  const { t } = useTranslation('users');
  const navigate = useNavigate();
  const [start, setStart] = useState<Start>({ base: user, values: valuesOf(user) });
  const [mine, setMine] = useState<UserValues | null>(null);
  const refusal = user.blocked.update;
  if (refusal) return <Alert title={t('form.notEditable')}>{t(`problems:${refusal}`)}</Alert>;
  const leave = () => void navigate({ to: `/users/${user.id}`, ignoreBlocker: true });
  const saved = () => {
    announce(t('form.saved', { name: user.username }));
    leave();
  };
  return (
    <Section title={t('form.edit')}>
      <EditForm key={start.base.version} start={start} onSaved={saved} onDiscard={leave} onConflict={setMine} />
      {mine && (
        <ConflictDialog
          base={start.base}
          mine={mine}
          onClose={() => setMine(null)}
          onChoose={(base, values) => {
            setMine(null);
            setStart({ base, values });
          }}
        />
      )}
    </Section>
  );
}
