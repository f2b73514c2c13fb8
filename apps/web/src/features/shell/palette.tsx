import { Loader, Modal, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { usePaletteEntries, type Entry, type EntryGroup } from './palette-entries';
import classes from './palette.module.css';

type PaletteProps = { readonly onClose: () => void; readonly onKeys: () => void };

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

/** The entry that Enter opens: the one gone to as long as it is found, else the first. */
function useActive(entries: readonly Entry[], onChoose: (entry: Entry) => void) {
  const [wanted, setWanted] = useState<string | null>(null);
  const known = entries.findIndex(({ id }) => id === wanted);
  const index = Math.max(0, known);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || entries.length === 0) return;
    const step = STEPS[event.key];
    if (step !== undefined) setWanted(entries.at((index + step) % entries.length)?.id ?? null);
    const entry = entries[index];
    if (event.key === 'Enter' && entry) onChoose(entry);
    if (step !== undefined || event.key === 'Enter') event.preventDefault();
  };
  return { active: entries[index], onKeyDown, forget: () => setWanted(null) };
}

type ChoiceProps = {
  readonly id: string;
  readonly entry: Entry;
  readonly isActive: boolean;
  readonly onChoose: () => void;
};

function Choice({ id, entry, isActive, onChoose }: ChoiceProps) {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isActive) element.current?.scrollIntoView({ block: 'nearest' });
  }, [isActive]);
  return (
    <div ref={element} id={id} role="option" aria-selected={isActive} className={classes.entry} onClick={onChoose}>
      <span className="truncate">{entry.name}</span>
      {entry.detail && <span className={classes.detail}>{entry.detail}</span>}
    </div>
  );
}

type ListProps = {
  readonly id: string;
  readonly groups: readonly EntryGroup[];
  readonly active: Entry | undefined;
  readonly onChoose: (entry: Entry) => void;
};

const optionId = (list: string, { id }: Entry) => `${list}-${id.replaceAll(' ', '-')}`;

function List({ id, groups, active, onChoose }: ListProps) {
  const { t } = useTranslation('palette');
  return (
    <div id={id} role="listbox" aria-label={t('found')} className={classes.list} hidden={groups.length === 0}>
      {groups.map(({ key, entries }) => (
        <div key={key} role="group" aria-label={t(`group.${key}`)}>
          <div className={classes.group} aria-hidden="true">
            {t(`group.${key}`)}
          </div>
          {entries.map((entry) => (
            <Choice
              key={entry.id}
              id={optionId(id, entry)}
              entry={entry}
              isActive={entry.id === active?.id}
              onChoose={() => onChoose(entry)}
            />
          ))}
        </div>
      ))}
    </div>
  );
}

type StatusProps = {
  readonly typed: string;
  readonly count: number;
  readonly isSearching: boolean;
  readonly hasFailed: boolean;
};

function Status({ typed, count, isSearching, hasFailed }: StatusProps) {
  const { t } = useTranslation('palette');
  return (
    <div role="status" className={classes.status}>
      {hasFailed && <p>{t('failed')}</p>}
      {count === 0 && !isSearching && !hasFailed && <p>{t('nothing', { text: typed.trim() })}</p>}
      {count > 0 && <span className="visually-hidden">{t('count', { count })}</span>}
    </div>
  );
}

/** Pages, actions, users and what was opened lately, found by typing. */
export function Palette({ onClose, onKeys }: PaletteProps) {
  const { t } = useTranslation('palette');
  const list = useId();
  const [typed, setTyped] = useState('');
  const { groups, isSearching, hasFailed } = usePaletteEntries(typed, onKeys);
  const entries = groups.flatMap((group) => group.entries);
  const choose = (entry: Entry) => {
    onClose();
    entry.run();
  };
  const { active, onKeyDown, forget } = useActive(entries, choose);
  return (
    <Modal
      opened
      onClose={onClose}
      withCloseButton={false}
      title={t('common:keys.palette')}
      classNames={{ header: 'visually-hidden', body: classes.body }}
      centered={false}
      yOffset="10vh"
      size="lg"
      padding={0}
    >
      <TextInput
        data-autofocus
        size="lg"
        variant="unstyled"
        className={classes.field}
        role="combobox"
        aria-haspopup="listbox"
        aria-expanded={entries.length > 0}
        aria-controls={list}
        aria-activedescendant={active && optionId(list, active)}
        aria-autocomplete="list"
        aria-label={t('label')}
        autoComplete="off"
        spellCheck={false}
        placeholder={t('label')}
        value={typed}
        leftSection={<IconSearch size={18} aria-hidden="true" />}
        rightSection={isSearching && <Loader size="xs" aria-hidden="true" />}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          forget();
        }}
      />
      <List id={list} groups={groups} active={active} onChoose={choose} />
      <Status typed={typed} count={entries.length} isSearching={isSearching} hasFailed={hasFailed} />
    </Modal>
  );
}
