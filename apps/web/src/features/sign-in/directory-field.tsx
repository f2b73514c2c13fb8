import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { LOCAL_ACCOUNT, type SignInMethods } from 'wardkeep/contracts';
import { keep, kept } from '../../lib/kept';

export type Directories = SignInMethods['ldap'];

/** The id of the last choice, in this browser. */
const KEPT_DIRECTORY = 'sign-in-directory';
const isOffered = (directories: Directories, id: string | null) =>
  id === LOCAL_ACCOUNT || directories.some((directory) => directory.id === id);

export const directoriesOf = (methods: SignInMethods | null): Directories => methods?.ldap ?? [];

/** Where somebody's password lies. Only those with a directory of their own have to choose, and only once. */
export function DirectoryField({ directories }: { readonly directories: Directories }) {
  const { t } = useTranslation('sign-in');
  const last = kept(KEPT_DIRECTORY);
  return (
    <NativeSelect
      label={t('directory.label')}
      name="directory"
      defaultValue={last !== null && isOffered(directories, last) ? last : ''}
      data={[
        { value: '', label: t('directory.automatic') },
        { value: LOCAL_ACCOUNT, label: t('directory.local') },
        ...directories.map(({ id, name }) => ({ value: id, label: name })),
      ]}
    />
  );
}

/** Which directory a refused sign-in was about, as far as that is known here. */
export function directoryNamed(directories: Directories, chosen: string): string | null {
  const meant = directories.find(({ id }) => id === chosen) ?? (directories.length === 1 ? directories[0] : undefined);
  return meant?.name ?? null;
}

export function rememberDirectory(directories: Directories, chosen: string): void {
  if (directories.length > 0) keep(KEPT_DIRECTORY, chosen || null);
}
