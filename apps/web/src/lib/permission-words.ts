import { useTranslation } from 'react-i18next';
import type { Permission } from 'wardkeep/contracts';

/** The sentence that says what a permission lets one do. */
export function usePermissionWords(): (permission: Permission) => string {
  const { t } = useTranslation('permissions');
  return (permission) => t(permission.replace(':', '.'));
}
