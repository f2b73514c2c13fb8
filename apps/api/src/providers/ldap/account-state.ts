/** The first value of an attribute as text, whatever its case; null when there is none. */
export type ValueOf = (attribute: string) => string | null;

/** What directories keep of the state of an account; what a server does not know it does not answer. */
export const STATE_ATTRIBUTES = [
  'userAccountControl',
  'msDS-User-Account-Control-Computed',
  'accountExpires',
  'pwdLastSet',
  'pwdAccountLockedTime',
  'pwdEndTime',
  'pwdReset',
  'nsAccountLock',
  'loginDisabled',
  'loginExpirationTime',
  'lockedByIntruder',
  'ds-pwp-account-disabled',
  'orclIsEnabled',
  'shadowExpire',
] as const;

const DISABLED_BIT = 0x2;
/** Locked, and with an expired password. */
const BARRED_BITS = 0x10 | 0x800000;
const LOCKED_FOR_GOOD = /^000001010000(?:\.\d+)?Z$/;
const DAY_MS = 24 * 60 * 60 * 1_000;
/** From 1601 on in tenths of microseconds, as Active Directory counts. */
const FILETIME_EPOCH_MS = 11_644_473_600_000n;
const FILETIMES_IN_MS = 10_000n;
const NEVER = 9_223_372_036_854_775_807n;

/** Switched off or expired in the directory: until somebody changes it there. */
export function isDisabled(value: ValueOf, now: Date): boolean {
  return (
    hasBits(value('userAccountControl'), DISABLED_BIT) ||
    LOCKED_FOR_GOOD.test(value('pwdAccountLockedTime') ?? '') ||
    ['nsAccountLock', 'loginDisabled', 'ds-pwp-account-disabled'].some((name) => isTrue(value(name))) ||
    /^disabled$/i.test(value('orclIsEnabled') ?? '') ||
    isPast(value, now)
  );
}

/** Locked for a while, or to change the password first: no sign-in now, but nothing a sync disables for. */
export function isBarred(value: ValueOf): boolean {
  return (
    value('pwdAccountLockedTime') !== null ||
    value('pwdLastSet') === '0' ||
    ['pwdReset', 'lockedByIntruder'].some((name) => isTrue(value(name))) ||
    hasBits(value('msDS-User-Account-Control-Computed'), BARRED_BITS)
  );
}

function isPast(value: ValueOf, now: Date): boolean {
  const ends = [
    fromFileTime(value('accountExpires')),
    fromGeneralizedTime(value('pwdEndTime')),
    fromGeneralizedTime(value('loginExpirationTime')),
    fromDays(value('shadowExpire')),
  ];
  return ends.some((end) => end !== null && end <= now.getTime());
}

const isTrue = (text: string | null) => /^true$/i.test(text ?? '');
const isWhole = (text: string | null): text is string => /^-?\d{1,19}$/.test(text ?? '');
const hasBits = (text: string | null, bits: number) => isWhole(text) && (Number(text) & bits) !== 0;

function fromFileTime(text: string | null): number | null {
  if (!isWhole(text)) return null;
  const ticks = BigInt(text);
  return ticks <= 0n || ticks >= NEVER ? null : Number(ticks / FILETIMES_IN_MS - FILETIME_EPOCH_MS);
}

function fromDays(text: string | null): number | null {
  return isWhole(text) && Number(text) > 0 ? Number(text) * DAY_MS : null;
}

function fromGeneralizedTime(text: string | null): number | null {
  const [, year, month, day, hour, minute = '00', second = '00'] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)?(\d\d)?(?:[.,]\d+)?Z$/.exec(text ?? '') ?? [];
  if (year === undefined) return null;
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(at) ? null : at;
}
