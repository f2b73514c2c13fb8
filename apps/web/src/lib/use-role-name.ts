import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { everyRole } from './every-role';

/** A role's name by its id. */
export function useRoleName(): (id: string) => string {
  const { t } = useTranslation('access');
  const roles = useQuery(everyRole);
  return (id) => roles.data?.find((role) => role.id === id)?.name ?? t('role.unknown');
}
