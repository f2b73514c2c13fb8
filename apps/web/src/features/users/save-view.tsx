import { Button, Checkbox, Popover, TextInput } from '@mantine/core';
import { IconBookmark } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { LIMITS, USER_LIST_COLUMNS } from 'wardkeep/contracts';
import { SendButton } from '../../components/send-button';
import { useColumns } from '../../components/use-columns';
import { announce } from '../../lib/announce';
import { problemText } from '../../lib/problems';
import { useMay, useTimeZone } from '../../lib/session';
import { userFilters } from './user-query';
import { useUsersColumns } from './users-columns';
import type { UsersSearch } from './users-search';
import { saveView } from './view-queries';
import classes from './users.module.css';

type SaveProps = { readonly search: UsersSearch };

function useSaving({ search }: SaveProps, onSaved: () => void) {
  const { t } = useTranslation('bulk');
  const zone = useTimeZone();
  const { visible } = useColumns('users', useUsersColumns());
  const save = useMutation(saveView(useQueryClient()));
  const [name, setName] = useState('');
  const [shared, setShared] = useState(false);
  const [lacks, setLacks] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const given = name.trim();
    setLacks(given === '');
    if (given === '' || save.isPending) return;
    const columns = USER_LIST_COLUMNS.filter((column) => visible[column] === true);
    save.mutate(
      { name: given, shared, filters: userFilters(search, zone) as never, sort: search.sort ?? 'username', columns },
      {
        onSuccess: () => {
          setName('');
          announce(t('view.saved', { name: given }));
          onSaved();
        },
      },
    );
  };
  const error = lacks ? t('view.nameMissing') : save.error ? problemText(save.error) : null;
  return { name, setName, shared, setShared, submit, error };
}

/** Keeps the list as it is shown now under a name. */
export function SaveView(props: SaveProps) {
  const { t } = useTranslation('bulk');
  const may = useMay();
  const [opened, setOpened] = useState(false);
  const { name, setName, shared, setShared, submit, error } = useSaving(props, () => setOpened(false));
  return (
    <Popover position="bottom-end" width={300} trapFocus opened={opened} onChange={setOpened}>
      <Popover.Target>
        <Button
          size="xs"
          variant="subtle"
          leftSection={<IconBookmark size={16} aria-hidden="true" />}
          onClick={() => setOpened(!opened)}
        >
          {t('view.save')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form className={classes.asked} noValidate onSubmit={submit}>
          <TextInput
            label={t('view.name')}
            description={t('view.nameHelp')}
            maxLength={LIMITS.viewNameLength}
            value={name}
            error={error}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          {may('users:update', 'domain') && (
            <Checkbox
              label={t('view.shared')}
              checked={shared}
              onChange={(event) => setShared(event.currentTarget.checked)}
            />
          )}
          <SendButton>{t('view.save')}</SendButton>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
