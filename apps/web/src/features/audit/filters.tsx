import { Button, NativeSelect, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AUDIT_EVENTS, type AuditEventType, type AuditOutcome } from 'wardkeep/contracts';
import { SearchField } from '../../components/list-toolbar';
import { useWords } from './use-words';
import classes from './audit.module.css';

type Filters = {
  readonly q?: string | undefined;
  readonly actor?: string | undefined;
  readonly subject?: string | undefined;
  readonly type?: AuditEventType | undefined;
  readonly outcome?: AuditOutcome | undefined;
  readonly address?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly requestId?: string | undefined;
  readonly sessionId?: string | undefined;
};

type AuditFiltersProps = {
  readonly search: Filters;
  readonly timeZone: string;
  readonly isFiltered: boolean;
  readonly onType: (text: string) => void;
  readonly onFilter: (change: Filters) => void;
  readonly onClear: () => void;
};

const OUTCOMES = ['success', 'refused', 'failed'] as const;
const TYPES = Object.keys(AUDIT_EVENTS) as readonly AuditEventType[];
/** Kinds with a group of another name. */
const GROUPS: Readonly<Record<string, string>> = {
  'sign-out': 'sign-in',
  address: 'sign-in',
  'recovery-code': 'two-factor',
  'recovery-codes': 'two-factor',
};

function groupOf(type: string): string {
  const kind = type.split('.')[0] ?? type;
  return GROUPS[kind] ?? kind;
}

/** Every kind of event, by what it is about. */
function useTypes() {
  const words = useWords();
  return [...new Set(TYPES.map(groupOf))].map((group) => ({
    group: words(`group.${group}`),
    items: TYPES.filter((type) => groupOf(type) === group).map((type) => ({
      value: type,
      label: words(`event.${type}`),
    })),
  }));
}

type TextFilterProps = {
  readonly label: string;
  readonly value: string | undefined;
  readonly onSet: (text: string) => void;
};

/** Applied when left or on Enter: half a name matches nobody. */
function TextFilter({ label, value, onSet }: TextFilterProps) {
  const [typed, setTyped] = useState(value ?? '');
  const [before, setBefore] = useState(value);
  if (value !== before) {
    setBefore(value);
    setTyped(value ?? '');
  }
  const apply = () => {
    if (typed.trim() !== (value ?? '')) onSet(typed.trim());
  };
  return (
    <TextInput
      size="xs"
      label={label}
      value={typed}
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={apply}
      onKeyDown={(event) => event.key === 'Enter' && apply()}
    />
  );
}

type PartProps = Pick<AuditFiltersProps, 'search' | 'onFilter'>;

function Days({ search, onFilter, timeZone }: PartProps & { readonly timeZone: string }) {
  const { t } = useTranslation('audit');
  const input = (name: 'from' | 'to', min?: string, max?: string) => (
    <TextInput
      type="date"
      size="xs"
      label={t(name)}
      value={search[name] ?? ''}
      min={min}
      max={max}
      onChange={(event) => onFilter({ [name]: event.currentTarget.value || undefined })}
    />
  );
  return (
    <fieldset className={classes.days}>
      <legend className="visually-hidden">{t('days', { timeZone })}</legend>
      {input('from', undefined, search.to)}
      {input('to', search.from)}
      <span className={classes.zone}>{timeZone}</span>
    </fieldset>
  );
}

function Exact({ search, onFilter }: PartProps) {
  const { t } = useTranslation('audit');
  const types = useTypes();
  return (
    <>
      <Select
        size="xs"
        searchable
        clearable
        label={t('type')}
        placeholder={t('anyType')}
        nothingFoundMessage={t('noType')}
        clearButtonProps={{ 'aria-label': t('common:action.clear') }}
        data={types}
        value={search.type ?? null}
        onChange={(type) => onFilter({ type: type ?? undefined })}
      />
      <NativeSelect
        size="xs"
        label={t('outcome')}
        value={search.outcome ?? ''}
        data={[
          { value: '', label: t('anyOutcome') },
          ...OUTCOMES.map((value) => ({ value, label: t(`common:status.${value}`) })),
        ]}
        onChange={(event) => onFilter({ outcome: OUTCOMES.find((value) => value === event.currentTarget.value) })}
      />
      {(['actor', 'subject', 'address', 'requestId'] as const).map((name) => (
        <TextFilter
          key={name}
          label={t(name)}
          value={search[name]}
          onSet={(text) => onFilter({ [name]: text || undefined })}
        />
      ))}
    </>
  );
}

export function AuditFilters({ search, timeZone, isFiltered, onType, onFilter, onClear }: AuditFiltersProps) {
  const { t } = useTranslation('audit');
  return (
    <div className={classes.toolbar} role="search">
      <div className={classes.first}>
        <SearchField value={search.q ?? ''} label={t('search')} onType={onType} />
        <Days search={search} onFilter={onFilter} timeZone={timeZone} />
        {isFiltered && (
          <Button variant="subtle" size="xs" onClick={onClear}>
            {t('common:action.clearFilters')}
          </Button>
        )}
      </div>
      <div className={classes.exact}>
        <Exact search={search} onFilter={onFilter} />
      </div>
      {search.sessionId && (
        <p className="dimmed">
          {t('onlySession')} <code>{search.sessionId}</code>
        </p>
      )}
    </div>
  );
}
