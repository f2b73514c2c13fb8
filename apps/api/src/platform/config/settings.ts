import { LIMITS, NAMING_FORMS, PASSWORD_MODES, SETTING_BOUNDS } from 'wardkeep/contracts';
import { HASHING_ALGORITHMS, LOG_FORMATS, LOG_LEVELS } from './config.js';
import {
  boolean,
  databaseUrl,
  integer,
  matching,
  networks,
  oneOf,
  origin,
  secret,
  text,
  url,
  type Reader,
} from './readers.js';

/** One setting: its name in the environment (none: file only), and how its value is read. */
type Setting<T> = {
  readonly env?: string;
  /** Picks this setting's part out of a variable that holds several; nothing found means not set. */
  readonly part?: (variable: string) => string | undefined;
  readonly read: Reader<T>;
};

const MAX_KIB = 1_048_576;
const MAIL_ADDRESS =
  /^(?:[^<>@"\\,;:]{1,100} <[^\s<>@"\\,;]{1,64}@[^\s<>@"\\,;]{1,255}>|[^\s<>@"\\,;]{1,64}@[^\s<>@"\\,;]{1,255})$/u;
const HOST_NAME = /^[0-9A-Za-z:._-]{1,253}$/;

/** Every setting there is, by its name in the file. A new one is a line here and a field of Config. */
export const SETTINGS = {
  host: { env: 'HOST', read: matching(HOST_NAME, 'a host name or an address') },
  port: { env: 'PORT', read: integer(0, 65_535) },
  baseUrl: { env: 'WARDKEEP_BASE_URL', read: origin },
  'database.url': { env: 'DATABASE_URL', read: databaseUrl },
  dataDir: { env: 'WARDKEEP_DATA_DIR', read: text(1_000) },
  keysFile: { env: 'WARDKEEP_KEYS_FILE', read: text(1_000) },
  initialAdminPassword: { env: 'WARDKEEP_INITIAL_ADMIN_PASSWORD', read: secret(text(LIMITS.passwordLength)) },
  'mail.smtpUrl': { env: 'WARDKEEP_SMTP_URL', read: secret(url(['smtp:', 'smtps:'])) },
  'mail.from': { env: 'WARDKEEP_MAIL_FROM', read: matching(MAIL_ADDRESS, 'an address, or a name and <an address>') },
  trustedProxies: { env: 'WARDKEEP_TRUSTED_PROXIES', read: networks },
  allowPrivateNetworks: { env: 'WARDKEEP_ALLOW_PRIVATE_NETWORKS', read: boolean },
  allowedNetworks: { env: 'WARDKEEP_ALLOWED_NETWORKS', read: networks },
  'log.format': { env: 'WARDKEEP_LOG', part: formatWords, read: oneOf(LOG_FORMATS) },
  'log.level': { env: 'WARDKEEP_LOG', part: levelWords, read: oneOf(LOG_LEVELS) },
  'api.allowConcurrentUserLogin': { read: boolean },
  'sessions.maxConcurrent': { read: within('maxConcurrent') },
  'sessions.idleMinutes': { read: within('idleMinutes') },
  'sessions.absoluteMinutes': { read: within('absoluteMinutes') },
  'passwords.mode': { read: oneOf(PASSWORD_MODES) },
  'passwords.minLength': { read: within('minLength') },
  'passwords.maxLength': { read: within('maxLength') },
  'passwords.requireUpper': { read: boolean },
  'passwords.requireLower': { read: boolean },
  'passwords.requireDigit': { read: boolean },
  'passwords.requireSpecial': { read: boolean },
  'passwords.maxAgeDays': { read: within('maxAgeDays') },
  'passwords.history': { read: within('history') },
  'passwords.blocklist': { read: boolean },
  'passwords.temporaryPasswords': { read: boolean },
  'lockout.maxFailures': { read: within('maxFailures') },
  'lockout.windowMinutes': { read: within('windowMinutes') },
  'lockout.lockMinutes': { read: within('lockMinutes') },
  'lockout.addressSlowAfter': { read: within('addressSlowAfter') },
  'lockout.addressRefuseAfter': { read: within('addressRefuseAfter') },
  'twoFactor.required': { read: boolean },
  forgotPassword: { read: boolean },
  naming: { read: oneOf(NAMING_FORMS) },
  'reasons.deleteUser': { read: boolean },
  'reasons.roleToAdministrator': { read: boolean },
  'reasons.resetTwoFactor': { read: boolean },
  'reasons.exportSensitive': { read: boolean },
  'hashing.algorithm': { read: oneOf(HASHING_ALGORITHMS) },
  'hashing.bcryptCost': { read: integer(10, 15) },
  'hashing.memoryKib': { read: integer(19_456, MAX_KIB) },
  'hashing.passes': { read: integer(2, 20) },
  'hashing.parallelism': { read: integer(1, 16) },
  'hashing.slots': { read: integer(1, 256) },
  'hashing.queueLength': { read: integer(1, 10_000) },
  'hashing.waitMs': { read: integer(100, 30_000) },
} as const satisfies Record<string, Setting<unknown>>;

export type SettingName = keyof typeof SETTINGS;
/** The values somebody gave; what is absent has its default. */
export type Given = { readonly [K in SettingName]?: ReturnType<(typeof SETTINGS)[K]['read']> };

export function settingsByName(): readonly (readonly [SettingName, Setting<unknown>])[] {
  return Object.entries(SETTINGS) as [SettingName, Setting<unknown>][];
}

/** What administrators may choose in the console, within the same bounds. */
function within(name: keyof typeof SETTING_BOUNDS): Reader<number> {
  const [least, most] = SETTING_BOUNDS[name];
  return integer(least, most);
}

function isLevel(word: string): boolean {
  return LOG_LEVELS.some((level) => level === word);
}

function words(variable: string, wanted: (word: string) => boolean): string | undefined {
  const found = variable
    .split(',')
    .map((word) => word.trim())
    .filter(wanted);
  return found.length > 0 ? found.join(',') : undefined;
}

function formatWords(variable: string): string | undefined {
  return words(variable, (word) => !isLevel(word));
}

function levelWords(variable: string): string | undefined {
  return words(variable, isLevel);
}
