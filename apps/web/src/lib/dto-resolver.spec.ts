import { beforeAll, describe, expect, it } from '@jest/globals';
import type { ProblemBody } from 'wardkeep/contracts';
import { CreateDomainDto, UpdateProfileDto } from 'wardkeep/contracts/dto';
import { NetworkError, ProblemError } from 'wardkeep/client';
import { speakEnglish } from '../testing/texts';
import { dtoResolver } from './dto-resolver';
import { pathOf, placeErrors, problemText } from './problems';
import { shouldRetry } from './query-client';

const refusal = (body: Partial<ProblemBody>) =>
  new ProblemError(
    { type: '', title: 'T', status: 400, code: 'invalid-request', detail: '', requestId: 'r', ...body },
    null,
  );

beforeAll(speakEnglish);

describe('a form checked by the class of the API', () => {
  it('finds nothing wrong with good values', () => {
    const check = dtoResolver(UpdateProfileDto);
    expect(check({ firstName: 'Ada', phone: null, timeZone: 'Europe/Zurich' })).toEqual({});
  });

  it("says in the reader's words what is wrong", () => {
    expect(dtoResolver(UpdateProfileDto)({ firstName: 'A*', phone: '044' })).toEqual({
      firstName: "Use 1 to 255 letters, digits, spaces and _ - ' .",
      phone: 'Use the international form, such as +41441234567.',
    });
  });

  it('finds what is wrong inside', () => {
    const errors = dtoResolver(CreateDomainDto)({
      name: 'sales',
      displayName: 'Sales',
      administrator: { username: 'a b', firstName: 'A', lastName: 'B' },
    });
    expect(Object.keys(errors)).toEqual(['administrator.username']);
  });
});

describe('a refusal', () => {
  it('lands on its field', () => {
    const error = refusal({ errors: [{ pointer: '/administrator/username', code: 'username', detail: 'x' }] });
    const { fields, rest } = placeErrors(error, (path) => path === 'administrator.username');
    expect(Object.keys(fields)).toEqual(['administrator.username']);
    expect(rest).toBeNull();
  });

  it('is said above the fields when it belongs to none', () => {
    const error = refusal({ errors: [{ pointer: '/other', code: 'new-code', detail: 'not this' }] });
    expect(placeErrors(error, () => false)).toEqual({ fields: {}, rest: 'Not this' });
  });

  it('of a taken name lands on the name', () => {
    const { fields, rest } = placeErrors(refusal({ status: 409, code: 'email-taken' }), () => true);
    expect(fields).toEqual({ email: 'Another user has that email. Use another.' });
    expect(rest).toBeNull();
  });

  it('has words, also without an answer', () => {
    expect(problemText(new NetworkError('x'))).toContain('can not be reached');
    expect(problemText(new Error('x'))).toContain('unexpected');
    expect(pathOf('/a~1b/0')).toBe('a/b.0');
  });

  it('is not asked for again, a failure is', () => {
    expect(shouldRetry(0, refusal({ status: 403 }))).toBe(false);
    expect(shouldRetry(0, refusal({ status: 503 }))).toBe(true);
    expect(shouldRetry(2, new NetworkError('x'))).toBe(false);
  });
});
