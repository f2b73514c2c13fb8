import { describe, expect, it } from '@jest/globals';
import { execFileSync, spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { codeAt, matchingStep, newSecret, otpauthUri, qrSvg, toBase32 } from './totp.js';

/** RFC 6238, appendix B: the secret, and the rows of SHA-1. */
const RFC_SECRET = Buffer.from('12345678901234567890', 'ascii');
const RFC_ROWS = [
  { seconds: 59, step: 0x1, code: '94287082' },
  { seconds: 1111111109, step: 0x23523ec, code: '07081804' },
  { seconds: 1111111111, step: 0x23523ed, code: '14050471' },
  { seconds: 1234567890, step: 0x273ef07, code: '89005924' },
  { seconds: 2000000000, step: 0x3f940aa, code: '69279037' },
  { seconds: 20000000000, step: 0x27bc86aa, code: '65353130' },
];

const at = (seconds: number) => new Date(seconds * 1000);
/** A step of the secret above that has the code of the one after it. */
const TWIN = { secret: RFC_SECRET, step: 910_737 };

/** The first second of a step. */
const START = Date.UTC(2026, 10, 22, 10) / 1000;
const STEP = START / 30;

/** Two of the steps around may share a code, once in some ten thousand secrets. */
const secretOfDifferentCodes = () => {
  for (;;) {
    const secret = newSecret();
    const codes = Array.from({ length: 9 }, (_, index) => codeAt(secret, STEP - 4 + index));
    if (new Set(codes).size === codes.length) return secret;
  }
};

describe('the code of an authenticator app', () => {
  it.each(RFC_ROWS)("is RFC 6238's $code at second $seconds", ({ seconds, step, code }) => {
    expect(codeAt(RFC_SECRET, step, 8)).toBe(code);
    expect(matchingStep(RFC_SECRET, code.slice(2), at(seconds))).toBe(step);
  });

  it.each([
    { offset: -3, isAccepted: false },
    { offset: -2, isAccepted: false },
    { offset: -1, isAccepted: true },
    { offset: 0, isAccepted: true },
    { offset: 1, isAccepted: true },
    { offset: 2, isAccepted: false },
    { offset: 3, isAccepted: false },
  ])('TFA-09 of $offset steps is accepted: $isAccepted', ({ offset, isAccepted }) => {
    const secret = secretOfDifferentCodes();
    const code = codeAt(secret, STEP + offset);
    for (const second of [0, 15, 29, 29.999])
      expect(matchingStep(secret, code, at(START + second))).toBe(isAccepted ? STEP + offset : null);
  });

  it.each([
    { name: 'the last instant of the step before its own', second: -0.001, isAccepted: true },
    { name: 'the first instant of its own', second: 0, isAccepted: true },
    { name: 'second 29', second: 29, isAccepted: true },
    { name: 'second 30, one step late', second: 30, isAccepted: true },
    { name: 'second 59, the last one', second: 59.999, isAccepted: true },
    { name: 'second 60, two steps late', second: 60, isAccepted: false },
    { name: 'the first instant of the step before its own', second: -30, isAccepted: true },
    { name: 'two steps early', second: -30.001, isAccepted: false },
  ])('TFA-09 at $name is accepted: $isAccepted', ({ second, isAccepted }) => {
    const secret = secretOfDifferentCodes();
    expect(matchingStep(secret, codeAt(secret, STEP), at(START + second))).toBe(isAccepted ? STEP : null);
  });

  it('belongs to the newest step when it is the code of several', () => {
    expect(codeAt(TWIN.secret, TWIN.step)).toBe(codeAt(TWIN.secret, TWIN.step + 1));
    expect(matchingStep(TWIN.secret, codeAt(TWIN.secret, TWIN.step), at(TWIN.step * 30))).toBe(TWIN.step + 1);
  });

  it.each([
    { name: 'as apps show it', write: (code: string) => `${code.slice(0, 3)} ${code.slice(3)}` },
    { name: 'in pairs', write: (code: string) => code.replace(/(..)(?=.)/g, '$1 ') },
    { name: 'with two spaces', write: (code: string) => `${code.slice(0, 3)}  ${code.slice(3)}` },
  ])('may be typed $name', ({ write }) => {
    const secret = newSecret();
    expect(matchingStep(secret, write(codeAt(secret, STEP + 1)), at(START))).toBe(STEP + 1);
  });

  it.each([
    { name: 'nothing', write: () => '' },
    { name: 'five digits', write: (code: string) => code.slice(1) },
    { name: 'seven digits', write: (code: string) => `${code}0` },
    { name: 'a space before', write: (code: string) => ` ${code}` },
    { name: 'a line end', write: (code: string) => `${code}\n` },
    { name: 'a sign', write: (code: string) => `+${code}` },
    { name: 'a dash inside', write: (code: string) => `${code.slice(0, 3)}-${code.slice(3)}` },
    { name: 'a letter', write: (code: string) => `${code.slice(1)}e` },
    { name: 'digits of another script', write: (code: string) => code.replace(/./g, (d) => '٠١٢٣٤٥٦٧٨٩'.charAt(+d)) },
    {
      name: 'full-width digits',
      write: (code: string) => code.replace(/./g, (d) => '０１２３４５６７８９'.charAt(+d)),
    },
  ])('is refused with $name', ({ write }) => {
    const secret = newSecret();
    expect(matchingStep(secret, write(codeAt(secret, STEP)), at(START))).toBeNull();
  });

  it('of somebody else is refused', () => {
    const [mine, theirs] = [RFC_SECRET, Buffer.from('09876543210987654321', 'ascii')];
    expect(matchingStep(mine, codeAt(theirs, STEP), at(START))).toBeNull();
  });
});

const hasOathtool = spawnSync('oathtool', ['--version']).status === 0;
const against = hasOathtool ? it : it.skip;

describe("another implementation, Debian's oathtool", () => {
  against(`agrees on 50 secrets and times${hasOathtool ? '' : ' (skipped: install the package oathtool)'}`, () => {
    for (let round = 0; round < 50; round += 1) {
      const secret = newSecret();
      const seconds = randomInt(30, 2 ** 32);
      const theirs = execFileSync('oathtool', ['--totp', '-b', toBase32(secret), '-N', `@${seconds}`], {
        encoding: 'utf8',
      }).trim();
      const step = Math.floor(seconds / 30);
      expect({ seconds, code: codeAt(secret, step) }).toEqual({ seconds, code: theirs });
      expect([step, step + 1]).toContain(matchingStep(secret, theirs, at(seconds)));
    }
  });
});

describe('the secret', () => {
  it('has the 160 bits of SHA-1 and is never the same', () => {
    expect(newSecret()).toHaveLength(20);
    expect(newSecret()).not.toEqual(newSecret());
  });

  it('is written in base 32 without padding', () => {
    expect(toBase32(RFC_SECRET)).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
    expect(toBase32(newSecret())).toMatch(/^[A-Z2-7]{32}$/);
  });
});

describe('the address that an app reads', () => {
  it('names issuer, account and secret', () => {
    expect(otpauthUri({ issuer: 'Acme', account: 'maria', secret: RFC_SECRET })).toBe(
      'otpauth://totp/Acme:maria?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Acme',
    );
  });

  it('keeps names apart from its own punctuation', () => {
    const uri = otpauthUri({ issuer: 'Müller & Söhne: A/B?', account: 'm@x#1&secret=AAAA', secret: RFC_SECRET });
    const { protocol, host, pathname, searchParams, hash } = new URL(uri);
    expect({ protocol, host, hash }).toEqual({ protocol: 'otpauth:', host: 'totp', hash: '' });
    expect(pathname.slice(1).split(':').map(decodeURIComponent)).toEqual(['Müller & Söhne  A/B?', 'm@x#1&secret=AAAA']);
    expect([...searchParams]).toEqual([
      ['secret', toBase32(RFC_SECRET)],
      ['issuer', 'Müller & Söhne  A/B?'],
    ]);
  });

  it('has room in a QR code whatever the names are', () => {
    const longest = otpauthUri({ issuer: '😀'.repeat(255), account: '😀'.repeat(255), secret: RFC_SECRET });
    expect(qrSvg(longest)).toContain('<svg');
  });
});

describe('the QR code', () => {
  const svg = qrSvg(otpauthUri({ issuer: 'Acme', account: 'maria', secret: RFC_SECRET }));

  it('is a picture only: no script, style, link or text', () => {
    expect(svg.match(/<\/?[a-z]+/g)).toEqual(['<svg', '<rect', '<path', '</svg']);
    expect(new Set(svg.match(/[\w:-]+(?==")/g))).toEqual(new Set(['xmlns', 'viewBox', 'fill', 'width', 'height', 'd']));
  });

  it('is black on white with a white margin of four modules', () => {
    const side = Number(/viewBox="0 0 (\d+) \1"/.exec(svg)?.[1]);
    const modules = [...svg.matchAll(/M(\d+),(\d+)h(\d+)/g)].map(([, x, y, size]) => ({ x, y, size }));
    const size = Number(modules[0]?.size);
    const edges = modules.flatMap(({ x, y }) => [Number(x), Number(y)]);
    expect(svg).toContain(`<rect fill="#fff" width="${side}" height="${side}"/><path fill="#000"`);
    expect(Math.min(...edges)).toBe(4 * size);
    expect(Math.max(...edges) + size).toBe(side - 4 * size);
  });
});
