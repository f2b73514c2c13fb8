import { describe, expect, it } from '@jest/globals';
import { isPersonName } from './naming.js';

describe('isPersonName', () => {
  it.each([
    { name: 'Ada', standard: true, strict: true },
    { name: 'Ada-Lovelace_1', standard: true, strict: true },
    { name: "O'Neill", standard: true, strict: false },
    { name: 'Ada Lovelace', standard: true, strict: false },
    { name: 'Zoë', standard: true, strict: false },
    { name: 'a'.repeat(255), standard: true, strict: true },
    { name: 'a'.repeat(256), standard: false, strict: false },
    { name: '', standard: false, strict: false },
    { name: 'a\n', standard: false, strict: false },
  ])('$name: standard $standard, strict $strict', ({ name, standard, strict }) => {
    expect({ standard: isPersonName('standard', name), strict: isPersonName('strict', name) }).toEqual({
      standard,
      strict,
    });
  });
});
