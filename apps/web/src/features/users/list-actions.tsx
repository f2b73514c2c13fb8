import { Button } from '@mantine/core';
import { IconDownload, IconFileImport, IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../lib/session';

const icon = { size: 16, 'aria-hidden': true } as const;

export function AddUser() {
  const { t } = useTranslation('users');
  return (
    <Button
      component={Link}
      to="/users/new"
      search={((old: object) => old) as never}
      leftSection={<IconPlus {...icon} />}
    >
      {t('add')}
    </Button>
  );
}

/** What can be done with users as a whole: more of them, a file of them, one of them. */
export function ListActions({ onExport }: { readonly onExport: () => void }) {
  const { t } = useTranslation('users');
  const may = useMay();
  return (
    <>
      {may('users:import', 'domain') && (
        <Button component={Link} to="/imports/new" variant="default" leftSection={<IconFileImport {...icon} />}>
          {t('bulk:import')}
        </Button>
      )}
      {may('users:export', 'domain') && (
        <Button variant="default" leftSection={<IconDownload {...icon} />} onClick={onExport}>
          {t('bulk:action.export')}
        </Button>
      )}
      {may('users:create', 'domain') && <AddUser />}
    </>
  );
}
