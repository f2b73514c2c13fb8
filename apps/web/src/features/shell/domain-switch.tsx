import { Combobox, UnstyledButton, useCombobox } from '@mantine/core';
import { IconCheck, IconSelector, IconWorld } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Domain, DomainInView } from 'wardkeep/contracts';
import { api } from '../../lib/api';
import { useMay, useMe } from '../../lib/session';
import { useSwitchDomain } from '../../lib/use-switch-domain';
import classes from './domain-switch.module.css';

function DomainName({ domain }: { readonly domain: DomainInView }) {
  const { t } = useTranslation();
  return (
    <>
      <span className={classes.swatch} style={domain.banner ? { backgroundColor: domain.banner.color } : undefined}>
        {!domain.banner && <IconWorld size={16} stroke={1.8} aria-hidden="true" />}
      </span>
      <span className={classes.words}>
        <span className={classes.label}>{t('domain.workingIn')}</span>
        <span className={classes.name}>{domain.displayName}</span>
      </span>
    </>
  );
}

/** Which Domain one works in, always in sight; for those who may work in every Domain, also the way to another. */
export function DomainInHeader() {
  const may = useMay();
  const { domain, home } = useMe();
  const isSystemWide = may('domains:read', 'all') && home.primary;
  return isSystemWide ? (
    <DomainSwitch domain={domain} home={home} />
  ) : (
    <div className={classes.domain}>
      <DomainName domain={domain} />
    </div>
  );
}

function Choice({
  domain,
  current,
  homeId,
}: {
  readonly domain: Domain;
  readonly current: string;
  readonly homeId: string;
}) {
  const { t } = useTranslation();
  return (
    <Combobox.Option value={domain.name} active={domain.id === current}>
      <span className={classes.option}>
        <span className={classes.words}>
          <span className="truncate">{domain.displayName}</span>
          <span className={classes.label}>
            {domain.name}
            {domain.id === homeId && ` · ${t('domain.home')}`}
            {!domain.enabled && ` · ${t('domain.disabled')}`}
          </span>
        </span>
        {domain.id === current && <IconCheck size={16} aria-hidden="true" />}
      </span>
    </Combobox.Option>
  );
}

type SwitchProps = { readonly domain: DomainInView; readonly home: DomainInView };

function useFoundDomains(typed: string, enabled: boolean) {
  const [q] = useDebouncedValue(typed.trim(), 200);
  return useQuery({
    queryKey: ['domains', 'switch', q],
    queryFn: ({ signal }) => api.domains.list({ ...(q && { q }), limit: 20 }, { signal }),
    enabled,
    placeholderData: keepPreviousData,
  });
}

function NothingFound({ query }: { readonly query: ReturnType<typeof useFoundDomains> }) {
  const { t } = useTranslation();
  if (query.isError) return <Combobox.Empty>{t('domain.failed')}</Combobox.Empty>;
  return <Combobox.Empty>{query.isPending ? t('list.loading') : t('domain.nothing')}</Combobox.Empty>;
}

function DomainSwitch({ domain, home }: SwitchProps) {
  const { t } = useTranslation();
  const switchTo = useSwitchDomain();
  const [typed, setTyped] = useState('');
  const combobox = useCombobox({
    onDropdownOpen: () => combobox.focusSearchInput(),
    onDropdownClose: () => {
      setTyped('');
      combobox.focusTarget();
    },
  });
  const found = useFoundDomains(typed, combobox.dropdownOpened);
  const items = found.data?.items ?? [];

  const choose = (name: string) => {
    const chosen = items.find((item) => item.name === name);
    combobox.closeDropdown();
    if (chosen && chosen.id !== domain.id) void switchTo(chosen.id === home.id ? null : name, chosen.displayName);
  };

  return (
    <Combobox store={combobox} onOptionSubmit={choose} width={320} position="bottom-start" shadow="md">
      <Combobox.Target targetType="button" withAriaAttributes={false}>
        <UnstyledButton
          className={classes.domain}
          data-switch
          aria-haspopup="listbox"
          aria-expanded={combobox.dropdownOpened}
          aria-label={t('domain.switch', { name: domain.displayName })}
          onClick={() => combobox.toggleDropdown()}
        >
          <DomainName domain={domain} />
          <IconSelector size={16} aria-hidden="true" className={classes.chevron} />
        </UnstyledButton>
      </Combobox.Target>
      <Combobox.Dropdown className={classes.dropdown}>
        <Combobox.Search
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          placeholder={t('domain.search')}
          aria-label={t('domain.search')}
        />
        <Combobox.Options className={classes.options} aria-label={t('domain.search')}>
          {items.map((item) => (
            <Choice key={item.id} domain={item} current={domain.id} homeId={home.id} />
          ))}
          {items.length === 0 && <NothingFound query={found} />}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
