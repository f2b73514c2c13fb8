import {
  createHmac,
  createSecretKey,
  generateKeyPairSync,
  randomBytes,
  randomUUID,
  sign as signBytes,
} from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { SessionTokens, type SigningKey } from './session-jwt.js';

const now = new Date('2026-11-22T12:00:00Z');
const endsAt = new Date('2026-11-29T12:00:00Z');
const subject = { userId: randomUUID(), domainId: randomUUID(), sessionId: randomUUID() };
const settings = { issuer: 'https://id.example.org', audience: 'wardkeep:session' };
const secret = randomBytes(32);
const active: SigningKey = { kid: 'k1', key: createSecretKey(secret), state: 'active' };
const tokens = tokensOf([active]);

function tokensOf(keys: readonly SigningKey[], at = now, other: Partial<typeof settings> = {}): SessionTokens {
  return new SessionTokens({ ...settings, ...other, keys }, () => at);
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function decode(token: string, part: number): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[part] ?? '', 'base64url').toString()) as Record<string, unknown>;
}

const header = { alg: 'HS256', typ: 'at+jwt', kid: 'k1' };
const claims = decode(tokens.sign(subject, endsAt), 1);

/** A token signed with the right key, whatever it says. */
function forged(changedHeader: object, changedClaims: object = {}, key: Buffer | string = secret): string {
  const content = `${encode({ ...header, ...changedHeader })}.${encode({ ...claims, ...changedClaims })}`;
  return `${content}.${createHmac('sha256', key).update(content).digest('base64url')}`;
}

describe('a session token', () => {
  it('is read as it was signed, and says no more than it must', () => {
    const token = tokens.sign(subject, endsAt);
    expect(decode(token, 0)).toEqual(header);
    expect(tokens.verify(token)).toEqual({
      iss: 'https://id.example.org',
      aud: 'wardkeep:session',
      sub: subject.userId,
      dom: subject.domainId,
      sid: subject.sessionId,
      iat: now.getTime() / 1000,
      exp: endsAt.getTime() / 1000,
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(tokens.verify(forged({}))).not.toBeNull();
  });

  it('ends when it says', () => {
    const token = tokens.sign(subject, endsAt);
    expect(tokensOf([active], new Date(endsAt.getTime() - 1_000)).verify(token)).not.toBeNull();
    expect(tokensOf([active], endsAt).verify(token)).toBeNull();
  });

  it('JWT-06 is signed with the active key and read with the next and the retired one too', () => {
    const keyOf = (kid: string, state: SigningKey['state']): SigningKey => ({
      kid,
      key: createSecretKey(randomBytes(32)),
      state,
    });
    const before = keyOf('old', 'active');
    const after = keyOf('new', 'active');
    const old = tokensOf([before]).sign(subject, endsAt);
    const early = tokensOf([after]).sign(subject, endsAt);
    const overlap = tokensOf([{ ...after, state: 'next' }, active, { ...before, state: 'retired' }]);
    expect(decode(overlap.sign(subject, endsAt), 0)['kid']).toBe('k1');
    expect(overlap.verify(old)).not.toBeNull();
    expect(overlap.verify(early)).not.toBeNull();
    expect(tokens.verify(old)).toBeNull();
  });

  it('JWT-06 is nothing any more once its key is retired or replaced, though it was read before', () => {
    const [left, right] = [
      { ...active, kid: randomUUID() },
      { ...active, kid: randomUUID() },
    ];
    const reader = tokensOf([left]);
    const token = reader.sign(subject, endsAt);
    expect(reader.verify(token)).not.toBeNull();
    reader.replaceKeys([right, { ...left, state: 'retired', retiresInMs: 60_000 }]);
    expect([reader.verify(token) !== null, reader.isOfUnknownKey(token)]).toEqual([true, false]);
    reader.replaceKeys([right, { ...left, state: 'retired', retiresInMs: 0 }]);
    expect([reader.verify(token), reader.isOfUnknownKey(token)]).toEqual([null, false]);
    reader.replaceKeys([right]);
    expect([reader.verify(token), reader.isOfUnknownKey(token)]).toEqual([null, true]);
    expect(() => reader.replaceKeys([{ ...left, state: 'next' }])).toThrow('No signing key is active');
    expect(decode(reader.sign(subject, endsAt), 0)['kid']).toBe(right.kid);
  });

  it('JWT-02 makes nobody look for a key whose name is none of ours', () => {
    const named = (kid: unknown) => tokens.isOfUnknownKey(forged({ kid }));
    const strange = [
      '../../dev/null',
      `' OR 1=1 --`,
      'https://evil.example/k',
      '',
      7,
      null,
      ['k1'],
      randomUUID().repeat(2),
    ];
    expect(strange.map(named)).toEqual(strange.map(() => false));
    expect(tokens.isOfUnknownKey(forged({ kid: randomUUID(), jku: 'https://evil.example' }))).toBe(false);
    expect(tokens.isOfUnknownKey(forged({ kid: randomUUID() }))).toBe(true);
  });

  it('needs an active key, and keys of 32 secret bytes', () => {
    expect(() => tokensOf([{ ...active, state: 'retired' }])).toThrow('active');
    expect(() => tokensOf([{ ...active, key: createSecretKey(randomBytes(31)) }])).toThrow('32 bytes');
    expect(() => tokensOf([{ ...active, key: generateKeyPairSync('ed25519').publicKey }])).toThrow('32 bytes');
  });
});

describe('JWT-01: algorithm games', () => {
  it.each([
    'none',
    'None',
    'nOnE',
    'NONE',
    '',
    'hs256',
    'HS384',
    'HS512',
    'RS256',
    'ES256',
    'EdDSA',
    null,
    256,
    ['HS256'],
  ])('refuses alg %p, signed and unsigned', (alg) => {
    expect(tokens.verify(forged({ alg }))).toBeNull();
    expect(tokens.verify(`${encode({ ...header, alg })}.${encode(claims)}.`)).toBeNull();
  });

  it('refuses an empty signature, a missing one, a cut one and another', () => {
    const [head, body, signature = ''] = tokens.sign(subject, endsAt).split('.');
    for (const other of [`${head}.${body}.`, `${head}.${body}`, `${head}.${body}.${signature.slice(0, -2)}`]) {
      expect(tokens.verify(other)).toBeNull();
    }
    expect(tokens.verify(forged({}, {}, randomBytes(32)))).toBeNull();
    expect(tokens.verify(forged({}, {}, ''))).toBeNull();
  });

  it('refuses a signature by a key pair of the sender', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    for (const alg of ['EdDSA', 'HS256']) {
      const content = `${encode({ ...header, alg })}.${encode(claims)}`;
      const signature = signBytes(null, Buffer.from(content), privateKey).toString('base64url');
      expect(tokens.verify(`${content}.${signature}`)).toBeNull();
    }
    expect(tokens.verify(forged({}, {}, publicKey.export({ type: 'spki', format: 'pem' })))).toBeNull();
  });
});

describe('JWT-02: header key injection', () => {
  it.each([
    '../../dev/null',
    "' UNION SELECT 'x",
    '|curl example.org',
    'https://example.org/key',
    '__proto__',
    'constructor',
    '',
    'K1',
    'k1\0',
    'k'.repeat(100_000),
    1,
    ['k1'],
    { toString: 'k1' },
    null,
  ])('refuses kid %p (%#)', (kid) => expect(tokens.verify(forged({ kid }))).toBeNull());

  it.each(['jku', 'x5u', 'jwk', 'x5c', 'crit', 'b64', 'zip', 'cty'])('refuses a header that holds %s', (name) =>
    expect(tokens.verify(forged({ [name]: 'https://127.0.0.1:1/keys' }))).toBeNull(),
  );

  it('refuses a header without kid, one that is no object, and one that is no JSON', () => {
    expect(tokens.verify(forged({ kid: undefined }))).toBeNull();
    for (const head of [
      encode([]),
      encode(null),
      encode('HS256'),
      '',
      '!!!!',
      Buffer.from('{').toString('base64url'),
    ]) {
      expect(tokens.verify(`${head}.${encode(claims)}.AAAA`)).toBeNull();
    }
  });

  it('does not parse more than 2 KB', () => {
    expect(tokens.verify(forged({}, { iss: 'x'.repeat(2_048) }))).toBeNull();
    expect(tokens.verify('a.'.repeat(1_000_000))).toBeNull();
  });
});

describe('JWT-03: claims missing or of the wrong type', () => {
  it.each(['iss', 'aud', 'sub', 'dom', 'sid', 'iat', 'exp', 'jti'])('refuses a token without %s', (name) =>
    expect(tokens.verify(forged({}, { [name]: undefined }))).toBeNull(),
  );

  it.each([
    ['exp as text', { exp: '9999999999' }],
    ['exp far away', { exp: 1e20 }],
    ['exp a year away', { exp: now.getTime() / 1000 + 365 * 86_400 }],
    ['exp in the past', { exp: now.getTime() / 1000 - 1 }],
    ['exp with a fraction', { exp: now.getTime() / 1000 + 0.5 }],
    ['exp null', { exp: null }],
    ['iat as text', { iat: '1' }],
    ['iat after exp', { iat: 99_999_999_999 }],
    ['nbf in the future', { nbf: 99_999_999_999 }],
    ['aud as a list', { aud: [settings.audience] }],
    ['another aud', { aud: 'wardkeep:download' }],
    ['another iss', { iss: 'https://evil.example.org' }],
    ['iss as a list', { iss: [settings.issuer] }],
    ['sub that is no UUID', { sub: 'admin' }],
    ['sub as a number', { sub: 1 }],
    ['sid empty', { sid: '' }],
    ['sid as an object', { sid: { $ne: null } }],
    ['a claim more', { role: 'system-administrator' }],
  ])('refuses %s', (_what, change) => expect(tokens.verify(forged({}, change))).toBeNull());

  it.each(['JWT', 'AT+JWT', 'dl+jwt', '', null])('refuses typ %p', (typ) =>
    expect(tokens.verify(forged({ typ }))).toBeNull(),
  );

  it('refuses a token without typ', () => expect(tokens.verify(forged({ typ: undefined }))).toBeNull());

  it('refuses claims that are no object', () => {
    for (const body of ['"text"', '[]', 'null', '{', '']) {
      const content = `${encode(header)}.${Buffer.from(body).toString('base64url')}`;
      const signature = createHmac('sha256', secret).update(content).digest('base64url');
      expect(tokens.verify(`${content}.${signature}`)).toBeNull();
    }
  });
});
