import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { validation } from '../../platform/http/validation.js';
import { AccessCheckDto } from 'wardkeep/contracts/dto';
import { newId } from '../../platform/ids.js';
import { AccessCheckPipe, isPlainlyWellFormed } from './access-check.pipe.js';

const question = { userId: newId(), permission: 'users:read' };
const ofName = { username: 'Partner.User', permission: 'data:update', own: true };

const passesTheDto = (body: unknown) =>
  validation()
    .transform(body, { type: 'body', metatype: AccessCheckDto })
    .then(
      () => true,
      () => false,
    );

const WELL_FORMED: readonly unknown[] = [
  question,
  ofName,
  { ...ofName, own: false },
  { checks: [question] },
  { checks: Array.from({ length: 100 }, () => ofName) },
];

const VALUES: readonly unknown[] = [
  null,
  undefined,
  '',
  'x',
  7,
  true,
  [],
  {},
  ['users:read'],
  'a'.repeat(256),
  '\u0000',
];
const ODD: readonly unknown[] = [
  ...VALUES,
  [question],
  { checks: [] },
  { checks: { 0: question, length: 1 } },
  { checks: Array.from({ length: 101 }, () => question) },
  { checks: [question], own: true },
  { checks: [question, [question]] },
  { checks: [[]] },
  ...VALUES.flatMap((value) => [
    ...Object.keys({ ...question, ...ofName, domainId: '' }).map((key) => ({ ...question, [key]: value })),
    { checks: [question, value] },
    { checks: value },
    { checks: [{ ...ofName, username: value }] },
    { checks: [{ ...question, permission: value }] },
  ]),
  JSON.parse(`{ "permission": "users:read", "username": "a", "__proto__": { "own": true } }`),
  JSON.parse(`{ "username": "a", "__proto__": { "permission": "users:read" } }`),
];

describe('the body of POST /access/check', () => {
  it.each(WELL_FORMED)('goes on as it came where it is well-formed: %j', async (body) => {
    expect(await new AccessCheckPipe().transform(body)).toBe(body);
    expect(await passesTheDto(body)).toBe(true);
  });

  it('never goes on where the DTO would refuse it', async () => {
    for (const body of ODD) {
      if (isPlainlyWellFormed(body)) expect([body, await passesTheDto(body)]).toEqual([body, true]);
    }
    expect(ODD.filter((body) => !isPlainlyWellFormed(body)).length).toBeGreaterThan(ODD.length / 2);
  });

  it('is told what is wrong with it by the DTO', async () => {
    await expect(
      new AccessCheckPipe().transform({ checks: [question, { ...question, own: 1 }] }),
    ).rejects.toMatchObject({
      code: 'invalid-request',
    });
  });
});
