import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ConfigError } from './config-error.js';
import { loadConfig, type Environment } from './load-config.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wardkeep-config-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function load(env: Environment = {}, file?: string) {
  if (file !== undefined) writeFileSync(join(folder, 'wardkeep.config.yaml'), file);
  return loadConfig(env, folder);
}

function problemsOf(env: Environment, file?: string | Buffer): readonly string[] {
  if (file !== undefined) writeFileSync(join(folder, 'wardkeep.config.yaml'), file);
  try {
    loadConfig(env, folder);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe('loadConfig', () => {
  it('needs nothing to be said', () => {
    const config = load();
    expect(config.host).toBe('127.0.0.1');
    expect(config.port).toBe(8080);
    expect(config.baseUrl).toBe('http://127.0.0.1:8080');
    expect(config.isSecure).toBe(false);
    expect(config.database.url).toBeNull();
    expect(config.dataDir).toBe(join(folder, 'data'));
    expect(config.keysFile).toBe(join(folder, 'data', 'keys', 'keyring.json'));
    expect(config.initialAdminPassword).toBeNull();
    expect(config.log).toEqual({ format: 'json', level: 'info' });
    expect(config.policies).toEqual({});
    expect(config.hashing).toMatchObject({ algorithm: 'argon2id', bcryptCost: 12 });
    expect(config.hashing).toMatchObject({ memoryKib: 19_456, passes: 2, parallelism: 1, waitMs: 3_000 });
    expect(config.configuredKeys.size).toBe(0);
  });

  it('puts the environment over the file over the default, and knows what was given', () => {
    const config = load({ PORT: '9000' }, 'port: 7000\nhost: 0.0.0.0\napi:\n  allowConcurrentUserLogin: true\n');
    expect(config.port).toBe(9000);
    expect(config.host).toBe('0.0.0.0');
    expect(config.policies).toEqual({ 'sessions.allowConcurrentLogin': true });
    expect([...config.configuredKeys].sort()).toEqual(['api.allowConcurrentUserLogin', 'host', 'port']);
  });

  it('reads every variable', () => {
    const config = load({
      WARDKEEP_BASE_URL: 'https://id.example.org/',
      DATABASE_URL: 'postgres://wardkeep@db.example.org/wardkeep',
      WARDKEEP_DATA_DIR: 'state',
      WARDKEEP_KEYS_FILE: '/run/secrets/keys.json',
      WARDKEEP_INITIAL_ADMIN_PASSWORD: 'Correct horse 1!',
      WARDKEEP_SMTP_URL: 'smtps://user:pass@mail.example.org',
      WARDKEEP_MAIL_FROM: 'Accounts <accounts@example.org>',
      WARDKEEP_TRUSTED_PROXIES: '10.0.0.0/8, ::1',
      WARDKEEP_ALLOW_PRIVATE_NETWORKS: 'true',
      WARDKEEP_LOG: 'pretty,debug',
    });
    expect(config.baseUrl).toBe('https://id.example.org');
    expect(config.isSecure).toBe(true);
    expect(config.database.url).toBe('postgres://wardkeep@db.example.org/wardkeep');
    expect(config.dataDir).toBe(join(folder, 'state'));
    expect(config.keysFile).toBe('/run/secrets/keys.json');
    expect(config.initialAdminPassword?.reveal()).toBe('Correct horse 1!');
    expect(config.mail.smtpUrl?.reveal()).toBe('smtps://user:pass@mail.example.org');
    expect(config.trustedProxies).toEqual(['10.0.0.0/8', '::1/128']);
    expect(config.allowPrivateNetworks).toBe(true);
    expect(config.log).toEqual({ format: 'pretty', level: 'debug' });
  });

  it('reads JSON, from the file that WARDKEEP_CONFIG names', () => {
    writeFileSync(join(folder, 'other.json'), '{"sessions": {"idleMinutes": 30}, "trustedProxies": ["10.1.2.3"]}');
    const config = load({ WARDKEEP_CONFIG: 'other.json' });
    expect(config.policies).toEqual({ 'sessions.idleMinutes': 30 });
    expect(config.trustedProxies).toEqual(['10.1.2.3/32']);
  });

  it('takes an empty variable, and a name without a value, as not given', () => {
    expect(load({ PORT: '', WARDKEEP_SMTP_URL: '' }, 'baseUrl:\nsessions:\n').configuredKeys.size).toBe(0);
  });

  it('names everything wrong at once, and shows no value', () => {
    const env = {
      PORT: 'canary-1',
      DATABASE_URL: 'mysql://canary-2@host/db',
      WARDKEEP_SMTP_URL: 'canary-3',
      WARDKEEP_LOG: 'canary-4',
      WARDKEEP_TRUSTED_PROXIES: 'canary-5/8',
      WARDKEEP_MAIL_FROM: 'canary-6\r\nBcc: x@example.org',
      WARDKEEP_TYPO: 'canary-7',
    };
    const problems = problemsOf(env, 'hashing:\n  memoryKib: 8\nsessions:\n  idle: canary-8\npasswords: [canary-9]\n');
    const names = problems.map((problem) => problem.split(':')[0]);
    expect(names).toEqual(
      expect.arrayContaining([
        'PORT',
        'DATABASE_URL',
        'WARDKEEP_SMTP_URL',
        'WARDKEEP_LOG',
        'WARDKEEP_TRUSTED_PROXIES',
        'WARDKEEP_MAIL_FROM',
        'WARDKEEP_TYPO',
        'hashing.memoryKib',
        'sessions.idle',
        'passwords',
      ]),
    );
    expect(problems).toHaveLength(10);
    expect(inspect(new ConfigError(problems))).not.toContain('canary');
  });

  it.each([
    ['a port beyond the last', { PORT: '65536' }],
    ['a port that is no whole number', { PORT: '80.5' }],
    ['a port in another notation', { PORT: '0x50' }],
    ['an address with a path', { WARDKEEP_BASE_URL: 'https://example.org/wardkeep' }],
    ['an address with a password', { WARDKEEP_BASE_URL: 'https://a:b@example.org' }],
    ['an address that is not the web', { WARDKEEP_BASE_URL: 'ftp://example.org' }],
    ['a network with too many bits', { WARDKEEP_TRUSTED_PROXIES: '10.0.0.0/33' }],
    ['a network without bits', { WARDKEEP_TRUSTED_PROXIES: '10.0.0.0/' }],
    ['two formats', { WARDKEEP_LOG: 'json,pretty' }],
    ['yes for true', { WARDKEEP_ALLOW_PRIVATE_NETWORKS: 'yes' }],
    ['a NUL', { WARDKEEP_DATA_DIR: 'a\0b' }],
    ['half a character', { WARDKEEP_INITIAL_ADMIN_PASSWORD: 'abc\ud800' }],
    ['a configuration file that is not there', { WARDKEEP_CONFIG: 'missing.yaml' }],
    ['a folder as configuration file', { WARDKEEP_CONFIG: '.' }],
  ])('refuses %s', (_what, env) => expect(problemsOf(env)).toHaveLength(1));

  it.each([
    ['hashing below the floor', 'hashing: {passes: 1}'],
    ['another algorithm', 'hashing: {algorithm: md5}'],
    ['bcrypt at too low a cost', 'hashing: {algorithm: bcrypt, bcryptCost: 9}'],
    ['bcrypt at an unbearable cost', 'hashing: {algorithm: bcrypt, bcryptCost: 16}'],
    ['four sessions at once', 'api: {allowConcurrentUserLogin: true}\nsessions: {maxConcurrent: 4}'],
    ['two sessions where one is allowed', 'sessions: {maxConcurrent: 2}'],
    ['an idle end after the absolute end', 'sessions: {idleMinutes: 600, absoluteMinutes: 60}'],
    ['a shortest password longer than the longest', 'passwords: {minLength: 100, maxLength: 64}'],
    ['another password mode', 'passwords: {mode: strict}'],
    ['a lock after no failure', 'lockout: {maxFailures: 0}'],
    ['a lock of a million minutes', 'lockout: {lockMinutes: 1000000}'],
    ['an address refused before it is slowed', 'lockout: {addressSlowAfter: 20, addressRefuseAfter: 10}'],
    ['another form of names', 'naming: loose'],
    ['a section where a value belongs', 'port: {a: 1}'],
    ['a list', '- port'],
    ['a key twice', 'port: 1\nport: 2'],
    ['a name from the prototype', '__proto__: {port: 1}'],
    ['an alias bomb', `a: &a [1,1]\n${'b: &b [*a,*a,*a,*a]\n'.repeat(1)}c: [*b,*missing]`],
    ['text that is no YAML', 'port: "unclosed secret-canary'],
    ['a NUL in the file', 'host: "a\0b"'],
    ['bytes that are no text', Buffer.from([0x70, 0xff, 0xfe])],
  ])('refuses %s in the file', (_what, file) => {
    const problems = problemsOf({}, file);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.join()).not.toContain('secret-canary');
  });

  it('reads the policies that administrators choose elsewhere, by their names', () => {
    const file = `
passwords: {mode: custom, minLength: 14, blocklist: true, temporaryPasswords: false}
lockout: {maxFailures: 3, windowMinutes: 60, lockMinutes: 0, addressSlowAfter: 10, addressRefuseAfter: 20}
twoFactor: {required: true}
forgotPassword: true
naming: strict
`;
    expect(load({}, file).policies).toEqual({
      'passwords.mode': 'custom',
      'passwords.minLength': 14,
      'passwords.blocklist': true,
      'passwords.temporaryPasswords': false,
      'lockout.maxFailures': 3,
      'lockout.windowMinutes': 60,
      'lockout.lockMinutes': 0,
      'lockout.addressSlowAfter': 10,
      'lockout.addressRefuseAfter': 20,
      'twoFactor.required': true,
      forgotPassword: true,
      naming: 'strict',
    });
  });

  it('hashes with bcrypt where the file says so', () =>
    expect(load({}, 'hashing: {algorithm: bcrypt, bcryptCost: 13}').hashing).toMatchObject({
      algorithm: 'bcrypt',
      bcryptCost: 13,
    }));

  it('keeps one thread of the pool free of hashing', () => {
    expect(load({ UV_THREADPOOL_SIZE: '2' }).hashing.slots).toBe(1);
    expect(load({ UV_THREADPOOL_SIZE: 'many' }).hashing.slots).toBeLessThanOrEqual(3);
    expect(load({}, 'hashing: {slots: 7}').hashing.slots).toBe(7);
  });

  it('does not show what it holds', () => {
    const config = load({ DATABASE_URL: 'postgres://wardkeep:canary@db/wardkeep' });
    expect(inspect(config) + JSON.stringify(config)).not.toContain('canary');
  });
});
