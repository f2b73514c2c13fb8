import { beforeAll, describe, expect, it } from '@jest/globals';
import { CreateDomainDto } from 'wardkeep/contracts/dto';
import { dtoResolver } from '../../lib/dto-resolver';
import { speakEnglish } from '../../testing/texts';
import { emptyDomain, toCreation, toUpdate, type Access } from './domain-form';

beforeAll(speakEnglish);

const filled = (access: Access) => ({
  ...emptyDomain,
  name: 'sales',
  displayName: 'Sales',
  administrator: {
    ...emptyDomain.administrator,
    username: 'a.b',
    firstName: 'A',
    lastName: 'B',
    access,
    password: 'typed',
  },
});

describe('a new Domain', () => {
  it.each<{ access: Access; sent: object }>([
    { access: 'temporary', sent: { initialPassword: 'temporary' } },
    { access: 'invitation', sent: { initialPassword: 'invitation' } },
    { access: 'password', sent: { password: 'typed' } },
  ])('sends its administrator only what $access needs', ({ access, sent }) => {
    expect(toCreation(filled(access)).administrator).toEqual({
      username: 'a.b',
      firstName: 'A',
      lastName: 'B',
      email: null,
      ...sent,
    });
  });

  it('has its errors on the fields of the form', () => {
    const check = dtoResolver(CreateDomainDto, toCreation);
    expect(check(filled('temporary'))).toEqual({});
    const wrong = { ...emptyDomain, banner: { on: true, text: '', color: '#b42318' } };
    expect(Object.keys(check(wrong)).sort()).toEqual([
      'administrator.firstName',
      'administrator.lastName',
      'administrator.username',
      'banner.text',
      'displayName',
      'name',
    ]);
  });
});

it('a banner that is switched off is sent as none', () => {
  const banner = { on: false, text: 'left over', color: '#345390' };
  expect(toUpdate({ displayName: 'Sales', banner })).toEqual({ displayName: 'Sales', banner: null });
});
