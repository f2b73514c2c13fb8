import { Button, CloseButton, Menu, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconColumns3, IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useKeys } from '../lib/keys';
import type { ListState } from '../lib/list-state';
import classes from './list.module.css';

type SearchProps = { readonly value: string; readonly label: string; readonly onType: (text: string) => void };

/** Typing changes the list a moment later; `/` leads here from anywhere on the page. */
export function SearchField({ value, label, onType }: SearchProps) {
  const { t } = useTranslation();
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(value);
  const later = useDebouncedCallback(onType, 250);
  useKeys([{ key: '/', label: t('keys.search'), run: () => field.current?.focus() }]);
  useEffect(() => {
    if (document.activeElement !== field.current) setTyped(value);
  }, [value]);

  const change = (text: string) => {
    setTyped(text);
    later(text);
  };
  return (
    <TextInput
      ref={field}
      className={classes.search}
      type="search"
      value={typed}
      aria-label={label}
      placeholder={label}
      title={t('list.searchHint')}
      leftSection={<IconSearch size={16} aria-hidden="true" />}
      rightSection={typed && <CloseButton size="sm" aria-label={t('action.clear')} onClick={() => change('')} />}
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}

type ColumnName = { readonly id: string; readonly label: string };
type ListToolbarProps = {
  readonly list: ListState;
  readonly search: { readonly value: string; readonly label: string } | undefined;
  readonly filters: ReactNode;
  readonly columns: readonly ColumnName[];
  readonly visible: Readonly<Record<string, boolean>>;
  readonly onShow: (id: string, on: boolean) => void;
  readonly onReset: () => void;
};

function ColumnMenu({ columns, visible, onShow, onReset }: Omit<ListToolbarProps, 'list' | 'search' | 'filters'>) {
  const { t } = useTranslation();
  return (
    <Menu position="bottom-end" closeOnItemClick={false} width={220}>
      <Menu.Target>
        <Button variant="default" leftSection={<IconColumns3 size={16} aria-hidden="true" />}>
          {t('list.columns')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {columns.slice(1).map(({ id, label }) => (
          <Menu.CheckboxItem key={id} checked={visible[id] === true} onChange={(on) => onShow(id, on)}>
            {label}
          </Menu.CheckboxItem>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={onReset}>{t('list.resetColumns')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** Search, filters and columns. It stays in every state of the list, so that a filter can always be taken back. */
export function ListToolbar({ list, search, filters, ...columns }: ListToolbarProps) {
  const { t } = useTranslation();
  return (
    <div className={classes.toolbar} role="search">
      {search && <SearchField {...search} onType={list.type} />}
      {filters}
      {list.isFiltered && (
        <Button variant="subtle" onClick={list.clear}>
          {t('action.clearFilters')}
        </Button>
      )}
      <span className={classes.spacer} />
      <ColumnMenu {...columns} />
    </div>
  );
}
