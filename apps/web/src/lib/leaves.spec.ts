import { expect, it } from '@jest/globals';
import { differences, laidOver } from './leaves';

const base = { name: 'a', config: { url: 'x', attributes: { email: 'mail' }, rows: [1] } };

it('finds what is different, value by value, and a list as a whole', () => {
  const after = { name: 'a', config: { url: 'y', attributes: { email: 'm' }, rows: [1, 2] } };
  expect(differences(base, after)).toEqual([
    { field: 'config.url', before: 'x', after: 'y' },
    { field: 'config.attributes.email', before: 'mail', after: 'm' },
    { field: 'config.rows', before: [1], after: [1, 2] },
  ]);
  expect(differences(base, { ...base, config: { ...base.config, rows: [1] } })).toEqual([]);
});

it('lays the own changes over what somebody else saved meanwhile', () => {
  const mine = { ...base, config: { ...base.config, attributes: { email: 'mine' } } };
  const theirs = { name: 'theirs', config: { ...base.config, url: 'theirs', attributes: { email: 'theirs' } } };
  expect(laidOver(base, mine, theirs)).toEqual({
    name: 'theirs',
    config: { url: 'theirs', attributes: { email: 'mine' }, rows: [1] },
  });
  expect(theirs.config.attributes.email).toBe('theirs');
});
