import { UnstyledButton } from '@mantine/core';
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../lib/session';
import { type NavGroup, type NavItem, offered } from './nav';
import classes from './sidebar.module.css';

function Item({ item, label, onGo }: { readonly item: NavItem; readonly label: string; readonly onGo?: () => void }) {
  return (
    <li>
      <Link
        to={item.to as '/'}
        className={classes.item}
        activeOptions={{ exact: item.to === '/', includeSearch: false }}
        activeProps={{ 'data-active': true, 'aria-current': 'page' }}
        title={label}
        onClick={onGo}
      >
        <item.icon size={18} stroke={1.7} aria-hidden="true" />
        <span className={classes.word}>{label}</span>
      </Link>
    </li>
  );
}

function Group({ group, onGo }: { readonly group: NavGroup; readonly onGo?: () => void }) {
  const { t } = useTranslation();
  const heading = group.key ? t(`nav.${group.key}`) : undefined;
  return (
    <div className={classes.group}>
      {heading && (
        <span className={classes.heading} aria-hidden="true">
          {heading}
        </span>
      )}
      <ul className={classes.list} aria-label={heading}>
        {group.items.map((item) => (
          <Item key={item.key} item={item} label={t(`nav.${item.key}`)} {...(onGo && { onGo })} />
        ))}
      </ul>
    </div>
  );
}

export function Navigation({ onGo }: { readonly onGo?: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  return (
    <nav aria-label={t('nav.label')} className={classes.nav}>
      {offered(may).map((group) => (
        <Group key={group.key ?? 'start'} group={group} {...(onGo && { onGo })} />
      ))}
    </nav>
  );
}

type SidebarProps = { readonly collapsed: boolean; readonly onToggle: () => void };

export function Sidebar({ collapsed, onToggle }: SidebarProps) {
  const { t } = useTranslation();
  const Mark = collapsed ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse;
  const label = t(collapsed ? 'nav.expand' : 'nav.collapse');
  return (
    <aside className={classes.sidebar} data-collapsed={collapsed || undefined}>
      <Navigation />
      <UnstyledButton className={classes.item} onClick={onToggle} aria-expanded={!collapsed} title={label}>
        <Mark size={18} stroke={1.7} aria-hidden="true" />
        <span className={classes.word}>{label}</span>
      </UnstyledButton>
    </aside>
  );
}
