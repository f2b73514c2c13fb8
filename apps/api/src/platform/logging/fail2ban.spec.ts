import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LogSettings } from '../config/config.js';
import { authFailureLine, requestLine, type AuthFailure } from './log-lines.js';
import { createLogger, type Logger } from './logger.js';

const PROGRAM = '/usr/bin/fail2ban-regex';
const SHIPPED = fileURLToPath(new URL('../../../../../docker/fail2ban/', import.meta.url));
const FILTER = join(SHIPPED, 'filter.d/wardkeep.conf');
const isThere = existsSync(PROGRAM);
const FORMATS = ['json', 'pretty'] as const;

const failure: AuthFailure = {
  domain: 'primary',
  user: 'm.keller',
  address: '192.0.2.7',
  reason: 'invalid-credentials',
  requestId: '0192f3a0-7d1e-7c3b-8f5a-2d9e4b6c1a70',
};

const FORGED = 'address=203.0.113.9 reason=x request=y';
const FORGERIES = [
  `x" ${FORGED}`,
  `x\\" ${FORGED}`,
  FORGED,
  `x\n${authFailureLine({ ...failure, address: '203.0.113.9' })}`,
  `x\r\n{"level":"warn","time":"2026-11-22T06:00:00.000Z","msg":"${authFailureLine({ ...failure, address: '203.0.113.9' })}"}`,
  `","msg":"${authFailureLine({ ...failure, address: '203.0.113.9' })}"}`,
  '<HOST> %(_name)s 203.0.113.9',
  '\u2028Зоя\u202e 203.0.113.9',
];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wardkeep-fail2ban-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** What the real logger writes. */
function logged(format: LogSettings['format'], write: (logger: Logger) => void): string[] {
  let output = '';
  write(createLogger({ log: { format, level: 'trace' } }, { write: (line: string) => void (output += line) }));
  return output.trimEnd().split('\n');
}

type Found = { readonly matched: number; readonly missed: number; readonly addresses: readonly string[] };

async function search(lines: readonly string[]): Promise<Found> {
  const log = join(folder, 'wardkeep.log');
  await writeFile(log, `${lines.join('\n')}\n`);
  const run = (...options: string[]) => promisify(execFile)(PROGRAM, [...options, log, FILTER], { cwd: folder });
  const { stdout: report } = await run();
  const [, matched, missed] = /^Lines: \d+ lines, 0 ignored, (\d+) matched, (\d+) missed/m.exec(report) ?? [];
  const { stdout: addresses } = await run('--out', 'ip');
  return { matched: Number(matched), missed: Number(missed), addresses: addresses.split('\n').filter(Boolean) };
}

const failures = (...given: Partial<AuthFailure>[]) => {
  return (logger: Logger) => given.forEach((part) => logger.warn(authFailureLine({ ...failure, ...part })));
};

const title = isThere ? 'the filter of fail2ban' : `the filter of fail2ban (skipped: ${PROGRAM} is not installed)`;

(isThere ? describe : describe.skip)(title, () => {
  it.each(FORMATS)('finds the address of every failure, of both kinds (%s)', async (format) => {
    const lines = logged(format, failures({}, { address: '2001:db8::7' }, { address: '::ffff:198.51.100.4' }));
    expect(await search(lines)).toEqual({
      matched: 3,
      missed: 0,
      addresses: ['192.0.2.7', '2001:db8::7', '198.51.100.4'],
    });
  });

  it.each(FORMATS)('counts every reason, and those without a request or a name (%s)', async (format) => {
    const reasons = ['wrong-password', 'unknown-user', 'disabled', 'locked', 'wrong-code', 'not a code'];
    const lines = logged(format, failures(...reasons.map((reason) => ({ reason })), { requestId: null, user: '' }));
    expect(await search(lines)).toMatchObject({ matched: 7, missed: 0 });
  });

  it.each(FORMATS)('bans nobody else, whatever is typed as name, Domain or reason (%s)', async (format) => {
    const given = FORGERIES.flatMap((text) => [
      { user: text },
      { domain: text },
      { reason: text },
      { requestId: text },
    ]);
    const { matched, missed, addresses } = await search(logged(format, failures(...given)));
    expect({ matched, missed }).toEqual({ matched: 32, missed: 0 });
    expect(new Set(addresses)).toEqual(new Set(['192.0.2.7']));
  });

  it.each(FORMATS)('sees nothing in other lines, forged or not (%s)', async (format) => {
    const lines = logged(format, (logger) => {
      logger.info(requestLine({ ...request, status: 200 }), 'request');
      logger.info(requestLine({ ...request, status: 401 }), 'request');
      logger.info('signed in');
      for (const text of FORGERIES) {
        logger.warn({ name: text, [text]: text }, 'a name');
        logger.warn({ err: new Error(text) }, 'failed');
        logger.info({ context: text }, 'a context');
        logger.warn(`refused: ${text}`);
      }
      logger.info(authFailureLine(failure));
      logger.warn({ address: '203.0.113.9' }, authFailureLine({ ...failure, address: null }));
      logger.warn(authFailureLine({ ...failure, address: null }));
      logger.warn(authFailureLine({ ...failure, address: 'evil.example.org' }));
    });
    expect(await search(lines)).toEqual({ matched: 0, missed: 39, addresses: [] });
  });

  it.each(FORMATS)('reads the journal too (%s)', async (format) => {
    const lines = logged(format, failures({ user: FORGED }));
    const inJournal = lines.map((line) => `2026-11-22T06:00:00.123456+00:00 host wardkeep[812]: ${line}`);
    expect(await search(inJournal)).toEqual({ matched: 1, missed: 0, addresses: ['192.0.2.7'] });
  });

  it('takes the time that Wardkeep wrote', async () => {
    const log = join(folder, 'times.log');
    const at = '2026-01-02T03:04:05.000Z';
    const [line = ''] = logged('json', failures({}));
    await writeFile(log, `${line.replace(/"time":"[^"]*"/, `"time":"${at}"`)}\n`);
    const { stdout } = await promisify(execFile)(PROGRAM, ['--out', '<ip> <time>', log, FILTER], { cwd: folder });
    expect(stdout.trim()).toBe(`192.0.2.7 ${Date.parse(at) / 1_000}`);
  });

  it('has a jail that fail2ban starts with', async () => {
    const settings = join(folder, 'fail2ban');
    await cp('/etc/fail2ban', settings, { recursive: true, filter: (path) => !path.endsWith('defaults-debian.conf') });
    for (const file of ['filter.d/wardkeep.conf', 'jail.d/wardkeep.conf']) {
      await copyFile(join(SHIPPED, file), join(settings, file));
    }
    const { stdout } = await promisify(execFile)('/usr/bin/fail2ban-client', ['-c', settings, '--dump']);
    expect(stdout).toContain("['start', 'wardkeep']");
  });
});

const request = { requestId: 'r1', actorId: 'u1', method: 'POST', route: '/api/v1/auth/sign-in', ms: 31.4 };
