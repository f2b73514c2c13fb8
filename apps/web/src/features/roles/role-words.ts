import type { TFunction } from 'i18next';
import type { OfferedRoleTemplate, Role } from 'wardkeep/contracts';

/** What a role is for; a built-in one says it in the reader's language. */
export const roleDescription = (t: TFunction<'roles'>, { kind, description }: Pick<Role, 'kind' | 'description'>) =>
  kind === null ? description : t(`access:builtIn.${kind}`, { defaultValue: description });

export const templateDescription = (t: TFunction<'roles'>, { key, description }: OfferedRoleTemplate): string =>
  t(`access:template.${key}`, { defaultValue: description });
