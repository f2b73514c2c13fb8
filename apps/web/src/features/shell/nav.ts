import {
  IconActivity,
  IconAddressBook,
  IconAdjustmentsCog,
  IconDevices,
  IconFileImport,
  IconHeartbeat,
  IconHome,
  IconKey,
  IconListCheck,
  IconShieldLock,
  IconUsers,
  IconWorld,
  type Icon,
} from '@tabler/icons-react';
import type { Permission, Scope } from 'wardkeep/contracts';

export type NavItem = {
  readonly key:
    | 'home'
    | 'users'
    | 'imports'
    | 'hygiene'
    | 'sessions'
    | 'jobs'
    | 'roles'
    | 'domains'
    | 'directories'
    | 'sso'
    | 'policies'
    | 'audit';
  readonly to: string;
  readonly icon: Icon;
  readonly needs?: readonly [Permission, Scope];
};
export type NavGroup = {
  readonly key: 'people' | 'access' | 'signIn' | 'oversight' | null;
  readonly items: readonly NavItem[];
};

/** The console's pages, and the permission without which a page is not offered. */
const NAVIGATION: readonly NavGroup[] = [
  { key: null, items: [{ key: 'home', to: '/', icon: IconHome }] },
  {
    key: 'people',
    items: [
      { key: 'users', to: '/users', icon: IconUsers, needs: ['users:read', 'domain'] },
      { key: 'imports', to: '/imports', icon: IconFileImport, needs: ['users:import', 'domain'] },
      { key: 'hygiene', to: '/hygiene', icon: IconHeartbeat, needs: ['users:read', 'domain'] },
      { key: 'sessions', to: '/sessions', icon: IconDevices, needs: ['sessions:read', 'domain'] },
      { key: 'jobs', to: '/jobs', icon: IconListCheck, needs: ['jobs:read', 'own'] },
    ],
  },
  {
    key: 'access',
    items: [
      { key: 'roles', to: '/roles', icon: IconShieldLock, needs: ['roles:read', 'domain'] },
      { key: 'domains', to: '/domains', icon: IconWorld, needs: ['domains:read', 'own'] },
    ],
  },
  {
    key: 'signIn',
    items: [
      { key: 'directories', to: '/directories', icon: IconAddressBook, needs: ['providers:read', 'domain'] },
      { key: 'sso', to: '/sso', icon: IconKey, needs: ['providers:read', 'domain'] },
      { key: 'policies', to: '/settings', icon: IconAdjustmentsCog, needs: ['settings:read', 'domain'] },
    ],
  },
  { key: 'oversight', items: [{ key: 'audit', to: '/audit', icon: IconActivity, needs: ['audit:read', 'domain'] }] },
];

type May = (permission: Permission, atLeast?: Scope) => boolean;

export function offered(may: May): readonly NavGroup[] {
  return NAVIGATION.map((group) => ({
    ...group,
    items: group.items.filter(({ needs }) => !needs || may(...needs)),
  })).filter((group) => group.items.length > 0);
}
