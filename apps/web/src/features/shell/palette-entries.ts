import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Permission, Scope } from 'wardkeep/contracts';
import { api } from '../../lib/api';
import { recentVisits } from '../../lib/recent';
import { useMay } from '../../lib/session';
import { signOut } from '../../lib/sign-out';
import { offered } from './nav';

export type Entry = {
  readonly id: string;
  readonly name: string;
  readonly detail?: string;
  readonly run: () => void;
};
export type EntryGroup = { readonly key: 'recent' | 'pages' | 'actions' | 'users'; readonly entries: readonly Entry[] };

const MOST_USERS = 8;

type Action = {
  readonly key: 'addUser' | 'importUsers' | 'addRole' | 'addDomain' | 'addDirectory' | 'addProvider';
  readonly to: string;
  readonly needs: readonly [Permission, Scope];
};

const ACTIONS: readonly Action[] = [
  { key: 'addUser', to: '/users/new', needs: ['users:create', 'domain'] },
  { key: 'importUsers', to: '/imports/new', needs: ['users:import', 'domain'] },
  { key: 'addRole', to: '/roles/new', needs: ['roles:create', 'domain'] },
  { key: 'addDomain', to: '/domains/new', needs: ['domains:create', 'all'] },
  { key: 'addDirectory', to: '/directories/new', needs: ['providers:create', 'domain'] },
  { key: 'addProvider', to: '/sso/new', needs: ['providers:create', 'domain'] },
];

/** Every word typed is somewhere in the name. */
function isMeant(name: string, typed: string): boolean {
  const known = name.toLowerCase();
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => known.includes(word));
}

/** The users of this very text: those of another would be opened for it. */
function useFoundUsers(text: string) {
  const isAsked = useMay()('users:read', 'domain');
  const [q] = useDebouncedValue(text, 200);
  const query = useQuery({
    queryKey: ['users', 'palette', q],
    queryFn: ({ signal }) => api.users.list({ q, limit: MOST_USERS, sort: 'username' }, { signal }),
    enabled: isAsked && q !== '',
  });
  const isThese = q === text;
  return {
    page: text !== '' && isThese ? query.data : undefined,
    isSearching: isAsked && text !== '' && (q !== text || query.isFetching),
    // Said at the first failure, though it is tried again.
    hasFailed: text !== '' && q === text && query.failureReason !== null,
  };
}

/** What can be gone to or done, as far as it is what was typed; users are searched for on the server. */
export function usePaletteEntries(typed: string, onKeys: () => void) {
  const { t } = useTranslation('palette');
  const navigate = useNavigate();
  const may = useMay();
  const go = (to: string) => () => void navigate({ to });
  const text = typed.trim();
  const { page: users, ...search } = useFoundUsers(text);

  const recent = recentVisits().map(({ address, name, page }): Entry => ({
    id: address,
    name,
    detail: page,
    run: go(address),
  }));
  const pages = offered(may)
    .flatMap(({ items }) => items)
    .map(({ key, to }): Entry => ({ id: `page ${key}`, name: t(`common:nav.${key}`), run: go(to) }));
  const actions: readonly Entry[] = [
    ...ACTIONS.filter(({ needs }) => may(...needs)).map(({ key, to }): Entry => ({
      id: key,
      name: t(`action.${key}`),
      run: go(to),
    })),
    { id: 'keys', name: t('common:keys.list'), run: onKeys },
    { id: 'profile', name: t('action.profile'), run: go('/me') },
    { id: 'signOut', name: t('common:account.signOut'), run: () => void signOut() },
  ];
  const found = (users?.items ?? []).map(({ id, username, firstName, lastName }): Entry => ({
    id: `user ${id}`,
    name: username,
    detail: `${firstName} ${lastName}`,
    run: () => void navigate({ to: '/users/$id', params: { id } }),
  }));
  const all: Entry = {
    id: 'all users',
    name: t('allUsers', { text }),
    run: () => void navigate({ to: '/users', search: { q: text } }),
  };

  const meant = (entries: readonly Entry[]) => entries.filter(({ name }) => isMeant(name, text));
  const groups: readonly EntryGroup[] = [
    { key: 'recent', entries: meant(recent) },
    { key: 'pages', entries: meant(pages) },
    { key: 'actions', entries: meant(actions) },
    { key: 'users', entries: users?.nextCursor ? [...found, all] : found },
  ];
  return { groups: groups.filter(({ entries }) => entries.length > 0), ...search };
}
