import { expect, it } from '@jest/globals';
import { fileNamePart, recoveryText } from './recovery-file';

it('lists the recovery codes with their numbers, between what they are and what to do with them', () => {
  const codes = Array.from({ length: 10 }, (_, index) => `CODE-${index}`);
  const lines = recoveryText({ title: 'Codes of ada', note: 'Each works once.', codes }).split('\r\n');
  expect(lines).toHaveLength(15);
  expect([lines[0], lines[2], lines[11], lines[13]]).toEqual([
    'Codes of ada',
    ' 1. CODE-0',
    '10. CODE-9',
    'Each works once.',
  ]);
});

it.each([
  ['m.keller@example.org', 'm.keller-example.org'],
  ['../../etc', '..-..-etc'],
  ['ä b', '-b'],
])('a file is named after %s without characters that a system minds', (account, part) => {
  expect(fileNamePart(account)).toBe(part);
});
