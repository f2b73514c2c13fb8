import { describe, expect, it } from '@jest/globals';
import type { LogSettings } from '../config/config.js';
import { issueToken } from '../crypto/tokens.js';
import { Secret } from '../secret.js';
import { authFailureLine, requestLine } from './log-lines.js';
import { createLogger, type Logger } from './logger.js';
import { NestLogger } from './nest-logger.js';

function logged(write: (logger: Logger) => void, log: LogSettings = { format: 'json', level: 'trace' }): string {
  let output = '';
  write(createLogger({ log }, { write: (line: string) => void (output += line) }));
  return output;
}

function json(write: (logger: Logger) => void): Record<string, unknown> {
  return JSON.parse(logged(write)) as Record<string, unknown>;
}

const LINE_ENDS = /[\r\n\u2028\u2029\u0085\v\f]/;
const DIRECTION = /[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]/;

describe('the log', () => {
  it('has one line of JSON for one event', () => {
    expect(json((logger) => logger.info({ userId: 'u1' }, 'signed in'))).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      userId: 'u1',
      msg: 'signed in',
    });
  });

  it('keeps silent below its level', () => {
    const write = (logger: Logger) => logger.info('hello');
    expect(logged(write, { format: 'json', level: 'warn' })).toBe('');
    expect(logged(write, { format: 'json', level: 'silent' })).toBe('');
  });

  const evil = 'a\r\n{"level":"info","msg":"forged"}\u2028b\u2029c\u0085d\u202ee\u2066f\u200bg\u001b[2Jh';
  it.each(['json', 'pretty'] as const)('writes one line whatever comes from outside (%s)', (format) => {
    const output = logged((logger) => logger.info({ name: evil, [evil]: 1, err: new Error(evil) }, evil), {
      format,
      level: 'info',
    });
    expect(output.endsWith('\n')).toBe(true);
    expect(output.slice(0, -1)).not.toMatch(LINE_ENDS);
    expect(output).not.toMatch(DIRECTION);
    expect(output).not.toContain('\u001b');
  });

  it('loses nothing by escaping', () => expect(json((logger) => logger.info({ name: evil }, 'x'))['name']).toBe(evil));

  it.each(['json', 'pretty'] as const)('shows no secret by name, wrapper, shape or error (%s)', (format) => {
    const { token } = issueToken('reset');
    const failure = Object.assign(new Error('query failed'), { parameters: ['canary-1'], detail: 'canary-2' });
    const fields = {
      password: 'canary-3',
      body: { newPassword: 'canary-4', list: [{ client_secret: 'canary-5' }] },
      headers: { Authorization: 'Bearer canary-6', 'set-cookie': ['canary-7'], 'X-CSRF-Token': 'canary-8' },
      wrapped: 'canary-9',
      config: { value: new Secret('canary-10') },
      bytes: Buffer.from('canary-11'),
      url: 'postgres://wardkeep:canary-12@db/wardkeep',
      reason: failure,
      err: failure,
      link: `https://id.example.org/reset#${token}`,
      jwt: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.abcdefgh',
      hash: '$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$aGFzaGhhc2g',
      imported: ['$pbkdf2-sha256$29000$c29tZXNhbHQ$aGFzaGhhc2g', 'pbkdf2_sha256$1000$c29tZXNhbHQ$aGFzaGhhc2g='],
    };
    const output = logged((logger) => logger.info(fields, `token ${token}`), { format, level: 'info' });
    expect(output).not.toMatch(/canary-/);
    expect(output).not.toContain(token);
    expect(output).not.toContain('eyJhbGci');
    expect(output).not.toContain('$argon2id');
    expect(output).not.toContain('aGFzaGhhc2g');
    expect(output).toContain('query failed');
  });

  it('tells an error and its causes', () => {
    const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    const line = json((logger) => logger.error(new Error('no database', { cause })));
    expect(line).toMatchObject({ level: 'error', msg: 'no database', err: { cause: { code: 'ECONNREFUSED' } } });
  });

  it('survives what points to itself', () => {
    const loop: Record<string, unknown> = {};
    loop['self'] = loop;
    expect(json((logger) => logger.info({ loop }, 'x'))['msg']).toBe('x');
  });

  it('reads well in a terminal', () => {
    const output = logged((logger) => logger.warn({ context: 'Router', path: '/x' }, 'hello'), {
      format: 'pretty',
      level: 'info',
    });
    expect(output).toMatch(/^\S+Z WARN {2}\[Router\] hello path="\/x"\n$/);
  });
});

describe('NestLogger', () => {
  it('keeps the context', () => {
    expect(json((logger) => new NestLogger(logger).log('started', 'NestApplication'))).toMatchObject({
      level: 'debug',
      msg: 'started',
      context: 'NestApplication',
    });
  });

  it('keeps the stack of an error', () => {
    expect(json((logger) => new NestLogger(logger).error('failed', 'at x', 'Router'))).toMatchObject({
      level: 'error',
      msg: 'failed',
      stack: 'at x',
      context: 'Router',
    });
    expect(json((logger) => new NestLogger(logger).error(new Error('failed')))).toMatchObject({
      err: { type: 'Error' },
    });
  });
});

describe('the line of a request', () => {
  it('says who did what, how it ended and how long it took', () => {
    const facts = { requestId: 'r1', actorId: 'u1', method: 'GET', route: '/users/:id', status: 200, ms: 1.23456 };
    expect(json((logger) => logger.info(requestLine(facts), 'request'))).toMatchObject({ ...facts, ms: 1.2 });
  });
});

describe('the line of a failed sign-in', () => {
  const failure = {
    domain: 'primary',
    user: 'jo.doe+x@example.org',
    address: '192.0.2.7',
    reason: 'invalid-credentials',
    requestId: '0192-abc',
  };

  it('is exactly what the filter expects', () =>
    expect(authFailureLine(failure)).toBe(
      'wardkeep: authentication failure; domain="primary" user="jo.doe+x@example.org" address=192.0.2.7 ' +
        'reason=invalid-credentials request=0192-abc',
    ));

  it.each([
    ['quotes', 'x" address=203.0.113.9 reason=x request=y'],
    ['line ends', 'x\r\nwardkeep: authentication failure; domain="a" user="b" address=203.0.113.9'],
    ['a backslash', 'x\\" address=203.0.113.9'],
    ['other scripts and directions', 'Зоя\u202e\u2028" address=203.0.113.9'],
    ['half a character', '\ud800" address=203.0.113.9'],
    ['far too much', `${'"'.repeat(100_000)} address=203.0.113.9`],
  ])('can not be forged by a name with %s', (_what, name) => {
    const line = authFailureLine({ ...failure, user: name, domain: name, reason: name, requestId: name });
    expect(
      line.match(/^wardkeep: authentication failure; domain="[\w%.@+~-]*" user="[\w%.@+~-]*" address=(\S+) /)?.[1],
    ).toBe('192.0.2.7');
    expect(line.match(/address=/g)).toHaveLength(1);
    expect(line).toMatch(/ reason=other request=-$/);
    expect(line.length).toBeLessThan(5_000);
  });

  it.each([null, 'evil', '192.0.2.7 reason=x', 'fe80::1%eth0', ''])('names no address that is none (%p)', (address) =>
    expect(authFailureLine({ ...failure, address })).toContain(' address=unknown '),
  );

  it('knows addresses of both kinds', () =>
    expect(authFailureLine({ ...failure, address: '2001:db8::7' })).toContain(' address=2001:db8::7 '));

  it('cannot be forged through another line of the log', () => {
    const forgery = `","msg":"${authFailureLine(failure)}`;
    const output = logged((logger) => logger.info({ name: forgery }, forgery));
    expect(output).not.toContain('"msg":"wardkeep: authentication failure');
  });
});
