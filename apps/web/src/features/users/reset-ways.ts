import type { Me, UserDetail } from 'wardkeep/contracts';

export const RESET_WAYS = ['email', 'temporary', 'own'] as const;
export type ResetWay = (typeof RESET_WAYS)[number];

export type Closed = 'noEmail' | 'noMail' | 'temporaryOff';

/** Why a way to a new password is not open to this user now; null when it is. */
export function closedBecause(
  way: ResetWay,
  user: Pick<UserDetail, 'email'>,
  { mailConfigured, domain }: Pick<Me, 'mailConfigured' | 'domain'>,
): Closed | null {
  if (way === 'temporary') return domain.passwordPolicy.temporaryPasswords ? null : 'temporaryOff';
  if (way === 'own') return null;
  if (user.email === null) return 'noEmail';
  return mailConfigured ? null : 'noMail';
}
