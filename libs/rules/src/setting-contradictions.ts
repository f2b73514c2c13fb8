import type { ResolvedSettings } from './setting-resolution.js';
import type { SettingName } from './settings.js';

/** Settings that can not both hold; the first is the one to mend. */
export type Contradiction = { readonly names: readonly [SettingName, SettingName]; readonly detail: string };

export function contradictionsOf(chosen: ResolvedSettings): readonly Contradiction[] {
  const value = (name: SettingName) => Number(chosen[name].value);
  const atMost = (less: SettingName, more: SettingName): Contradiction[] =>
    value(less) <= value(more)
      ? []
      : [{ names: [less, more], detail: `${less} (${value(less)}) must not be more than ${more} (${value(more)})` }];
  const isCapped =
    chosen['sessions.allowConcurrentLogin'].value === true || chosen['sessions.maxConcurrent'].value === 1;
  return [
    ...atMost('passwords.minLength', 'passwords.maxLength'),
    ...atMost('sessions.idleMinutes', 'sessions.absoluteMinutes'),
    ...atMost('lockout.addressSlowAfter', 'lockout.addressRefuseAfter'),
    ...(isCapped
      ? []
      : [
          {
            names: ['sessions.maxConcurrent', 'sessions.allowConcurrentLogin'] as const,
            detail: 'sessions.maxConcurrent: more than 1 needs sessions.allowConcurrentLogin',
          },
        ]),
  ];
}
