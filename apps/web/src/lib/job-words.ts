import type { TFunction } from 'i18next';

/** The words for a kind of job; a kind this console does not know yet keeps its own name. */
export const kindName = (t: TFunction<'jobs'>, kind: string): string =>
  t(`kind.${kind.replaceAll('.', '-')}`, { defaultValue: kind });

export const resultName = (t: TFunction<'jobs'>, name: string): string =>
  t(`result.${name}`, { defaultValue: name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase() });
