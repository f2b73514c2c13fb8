import { beforeEach, describe, expect, it } from '@jest/globals';
import { forgetVisits, recentVisits, visited } from './recent';

const id = (digit: number) => `${digit}1a20673-77e0-76d2-8489-c92522997508`;
beforeEach(forgetVisits);

describe('what was opened lately', () => {
  it('is each object once, the last first, whichever of its tabs was open', () => {
    visited(`/users/${id(0)}`, 'Ada', 'Users');
    visited(`/roles/${id(1)}`, 'Auditor', 'Roles');
    visited(`/users/${id(0)}/security`, 'Ada King', 'Security · Users');
    expect(recentVisits()).toEqual([
      { address: `/users/${id(0)}`, name: 'Ada King', page: 'Users' },
      { address: `/roles/${id(1)}`, name: 'Auditor', page: 'Roles' },
    ]);
  });

  it('is no list, no form and no event of the audit log', () => {
    visited('/users', 'Users', undefined);
    visited('/users/new', 'Add user', 'Users');
    visited(`/audit/${id(2)}`, 'Ada signed in', 'Audit log');
    expect(recentVisits()).toEqual([]);
  });

  it('is six at most', () => {
    for (let digit = 0; digit < 9; digit += 1) visited(`/users/${id(digit)}`, `User ${digit}`, 'Users');
    expect(recentVisits().map(({ name }) => name)).toEqual([
      'User 8',
      'User 7',
      'User 6',
      'User 5',
      'User 4',
      'User 3',
    ]);
  });
});
