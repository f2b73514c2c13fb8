import { describe, expect, it } from '@jest/globals';
import { choice, ownPath, parseSearch, readSearch, stringifySearch, text } from './search';

describe('the address', () => {
  it.each(['662E41', 'true', '01', '[1]', '12345678901234567890', 'a b&c', 'ä%'])('keeps %s as it is', (q) => {
    expect(parseSearch(stringifySearch({ q }))).toEqual({ q });
  });

  it('leaves out what is empty', () => {
    expect(stringifySearch({ q: '', cursor: undefined, sort: null })).toBe('');
  });

  it('stays readable', () => {
    expect(stringifySearch({ status: ['locked', 'disabled'], cursor: 'a~b' })).toBe(
      '?status=locked,disabled&cursor=a~b',
    );
  });

  it('drops what it does not know, and bad values', () => {
    const read = readSearch({ q: text(3), status: choice(['locked']) });
    expect(read({ q: 'abcdef', status: 'nope', other: '1' })).toEqual({ q: 'abc' });
  });

  it('covers a bad value of the address, which the router would keep otherwise', () => {
    const read = readSearch({ status: choice(['locked']) });
    expect({ status: 'nope', ...read({ status: 'nope' }) }.status).toBeUndefined();
  });
});

describe('where to go after the sign-in', () => {
  it.each([
    ['/users?q=a', '/users?q=a'],
    ['/users#x', '/users#x'],
    [undefined, '/'],
    ['//evil.example', '/'],
    ['/\\evil.example', '/'],
    ['/\t/evil.example', '/'],
    ['https://evil.example', '/'],
    ['javascript:alert(1)', '/'],
  ])('%s leads to %s', (next, place) => expect(ownPath(next)).toBe(place));
});
