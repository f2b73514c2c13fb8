import { inspect } from 'node:util';
import type { ChosenSettings } from 'wardkeep/rules';
import type { Secret } from '../secret.js';

export const LOG_FORMATS = ['json', 'pretty'] as const;
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

export type LogSettings = {
  readonly format: (typeof LOG_FORMATS)[number];
  readonly level: (typeof LOG_LEVELS)[number];
};

export const HASHING_ALGORITHMS = ['argon2id', 'bcrypt'] as const;

export type HashingSettings = {
  readonly algorithm: (typeof HASHING_ALGORITHMS)[number];
  readonly bcryptCost: number;
  readonly memoryKib: number;
  readonly passes: number;
  readonly parallelism: number;
  readonly slots: number;
  readonly queueLength: number;
  readonly waitMs: number;
};

export type ConfigValues = Omit<Config, 'isSecure' | 'toJSON' | typeof inspect.custom>;

/** The settings of this process, checked. Printed it shows nothing: the database URL may hold a password. */
export class Config {
  readonly host: string;
  readonly port: number;
  /** The public address, without a slash at the end. */
  readonly baseUrl: string;
  readonly isSecure: boolean;
  /** `url: null` means the embedded database. */
  readonly database: { readonly url: string | null };
  readonly dataDir: string;
  readonly keysFile: string;
  readonly initialAdminPassword: Secret | null;
  readonly mail: { readonly smtpUrl: Secret | null; readonly from: string };
  /** Networks in CIDR notation whose `X-Forwarded-For` counts. */
  readonly trustedProxies: readonly string[];
  /** Whether outgoing calls may reach any private or loopback address. */
  readonly allowPrivateNetworks: boolean;
  /** Networks in CIDR notation that outgoing calls may reach although they are private. */
  readonly allowedNetworks: readonly string[];
  readonly log: LogSettings;
  /** Settings of people's accounts that are given here: they win over what administrators choose. */
  readonly policies: ChosenSettings;
  readonly hashing: HashingSettings;
  /** Dotted names of the settings given by environment or file; the console shows these read-only. */
  readonly configuredKeys: ReadonlySet<string>;

  constructor(values: ConfigValues) {
    this.host = values.host;
    this.port = values.port;
    this.baseUrl = values.baseUrl;
    this.isSecure = values.baseUrl.startsWith('https:');
    this.database = values.database;
    this.dataDir = values.dataDir;
    this.keysFile = values.keysFile;
    this.initialAdminPassword = values.initialAdminPassword;
    this.mail = values.mail;
    this.trustedProxies = values.trustedProxies;
    this.allowPrivateNetworks = values.allowPrivateNetworks;
    this.allowedNetworks = values.allowedNetworks;
    this.log = values.log;
    this.policies = values.policies;
    this.hashing = values.hashing;
    this.configuredKeys = values.configuredKeys;
  }

  toJSON(): string {
    return '[config]';
  }

  [inspect.custom](): string {
    return '[config]';
  }
}
