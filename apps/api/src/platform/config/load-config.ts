import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import {
  contradictionsOf,
  isSettingName,
  resolveAsChosen,
  type ChosenSettings,
  type SettingName as RuleName,
} from 'wardkeep/rules';
import { Config, type HashingSettings } from './config.js';
import { ConfigError } from './config-error.js';
import { readable, readConfigFile } from './config-file.js';
import { Unacceptable } from './readers.js';
import { SETTINGS, settingsByName, type Given, type SettingName } from './settings.js';

export type Environment = Readonly<Record<string, string | undefined>>;

const DEFAULT_FILE = 'wardkeep.config.yaml';
const FILE_VARIABLE = 'WARDKEEP_CONFIG';
const THREAD_POOL_SIZE = 4;
const QUEUED_PER_SLOT = 32;

const NAMES_ELSEWHERE: ReadonlyMap<string, RuleName> = new Map([
  ['api.allowConcurrentUserLogin', 'sessions.allowConcurrentLogin'],
]);

const DEFAULTS = {
  host: '127.0.0.1',
  port: 8080,
  baseUrl: null,
  'database.url': null,
  dataDir: 'data',
  keysFile: null,
  initialAdminPassword: null,
  'mail.smtpUrl': null,
  'mail.from': 'Wardkeep <wardkeep@localhost>',
  trustedProxies: [],
  allowPrivateNetworks: false,
  allowedNetworks: [],
  'log.format': 'json',
  'log.level': 'info',
} as const;

/**
 * The configuration: environment over file over default. Throws one ConfigError that names everything wrong at once
 * and never shows a value. Relative paths are relative to `cwd`, those in the file too.
 */
export function loadConfig(env: Environment = process.env, cwd: string = process.cwd()): Config {
  const file = fileSettings(env, cwd);
  const environment = environmentSettings(env);
  const problems = [...environment.problems, ...file.problems];
  const raw = new Map([...file.values, ...environment.values]);
  const given = readAll(raw, environment.sources, problems);
  problems.push(...contradictions(given));
  if (problems.length > 0) throw new ConfigError(problems);
  return build(given, env, cwd);
}

/** Where the configuration file is, or would be. */
export function configFilePath(env: Environment = process.env, cwd: string = process.cwd()): string {
  return resolve(cwd, env[FILE_VARIABLE] || DEFAULT_FILE);
}

type Raw = { readonly values: ReadonlyMap<string, unknown>; readonly problems: readonly string[] };

function fileSettings(env: Environment, cwd: string): Raw {
  const path = configFilePath(env, cwd);
  if (!env[FILE_VARIABLE] && !existsSync(path)) return { values: new Map(), problems: [] };
  const content = readConfigFile(path, new Set(Object.keys(SETTINGS)));
  return { values: withoutNulls(content.values), problems: content.problems };
}

/** A name without a value (`baseUrl:`) says nothing. */
function withoutNulls(values: ReadonlyMap<string, unknown>): ReadonlyMap<string, unknown> {
  return new Map([...values].filter(([, value]) => value !== null));
}

/** An empty variable counts as absent, because compose files pass empty ones through. */
function environmentSettings(env: Environment): Raw & { readonly sources: ReadonlyMap<string, string> } {
  const values = new Map<string, unknown>();
  const sources = new Map<string, string>();
  for (const [name, setting] of settingsByName()) {
    const variable = setting.env ? env[setting.env] : undefined;
    const value = variable && setting.part ? setting.part(variable) : variable;
    if (!setting.env || !value) continue;
    values.set(name, value);
    sources.set(name, setting.env);
  }
  return { values, sources, problems: unknownVariables(env) };
}

function unknownVariables(env: Environment): string[] {
  const known = new Set([FILE_VARIABLE, ...settingsByName().map(([, setting]) => setting.env)]);
  return Object.keys(env)
    .filter((name) => name.startsWith('WARDKEEP_') && !known.has(name))
    .map((name) => `${readable(name)}: is not a setting`);
}

function readAll(raw: ReadonlyMap<string, unknown>, sources: ReadonlyMap<string, string>, problems: string[]): Given {
  const given: Partial<Record<SettingName, unknown>> = {};
  for (const [name, setting] of settingsByName()) {
    if (!raw.has(name)) continue;
    try {
      given[name] = setting.read(raw.get(name));
    } catch (error) {
      if (!(error instanceof Unacceptable)) throw error;
      problems.push(`${sources.get(name) ?? name}: ${error.message}`);
    }
  }
  return given as Given;
}

function contradictions(given: Given): string[] {
  const chosen = resolveAsChosen({ configured: policiesOf(given), global: {}, domain: null });
  return contradictionsOf(chosen).map(({ names: [name], detail }) => `${name}: ${detail}`);
}

function build(given: Given, env: Environment, cwd: string): Config {
  const all = { ...DEFAULTS, ...given };
  const dataDir = resolve(cwd, all.dataDir);
  return new Config({
    host: all.host,
    port: all.port,
    baseUrl: all.baseUrl ?? `http://127.0.0.1:${all.port}`,
    database: { url: all['database.url'] },
    dataDir,
    keysFile: resolve(cwd, all.keysFile ?? join(dataDir, 'keys', 'keyring.json')),
    initialAdminPassword: all.initialAdminPassword,
    mail: { smtpUrl: all['mail.smtpUrl'], from: all['mail.from'] },
    trustedProxies: all.trustedProxies,
    allowPrivateNetworks: all.allowPrivateNetworks,
    allowedNetworks: all.allowedNetworks,
    log: { format: all['log.format'], level: all['log.level'] },
    policies: policiesOf(given),
    hashing: hashingSettings(given, env),
    configuredKeys: new Set(Object.keys(given)),
  });
}

/** The settings that administrators choose elsewhere, by the names they have there. */
function policiesOf(given: Given): ChosenSettings {
  const named = Object.entries(given).map(([name, value]) => [NAMES_ELSEWHERE.get(name) ?? name, value] as const);
  return Object.fromEntries(named.filter(([name]) => isSettingName(name)));
}

function hashingSettings(given: Given, env: Environment): HashingSettings {
  const slots = given['hashing.slots'] ?? freeThreads(env);
  return {
    algorithm: given['hashing.algorithm'] ?? 'argon2id',
    bcryptCost: given['hashing.bcryptCost'] ?? 12,
    memoryKib: given['hashing.memoryKib'] ?? 19_456,
    passes: given['hashing.passes'] ?? 2,
    parallelism: given['hashing.parallelism'] ?? 1,
    slots,
    queueLength: given['hashing.queueLength'] ?? slots * QUEUED_PER_SLOT,
    waitMs: given['hashing.waitMs'] ?? 3_000,
  };
}

/**
 * As many hashes at once as there are cores, and one thread fewer than libuv has: hashing shares its thread pool with
 * file reads and name look-ups, which must not wait behind a queue of sign-ins. The pool has four threads unless
 * UV_THREADPOOL_SIZE says otherwise; a machine with four or more cores gains from a larger one.
 */
function freeThreads(env: Environment): number {
  const poolSize = Number(env['UV_THREADPOOL_SIZE']) || THREAD_POOL_SIZE;
  return Math.max(1, Math.min(availableParallelism(), poolSize - 1));
}
