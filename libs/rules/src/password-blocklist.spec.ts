import { describe, expect, it } from '@jest/globals';
import { forComparison, isCommonPassword, isOfContextWords, isRepetitive } from './password-blocklist.js';

const COMMON = new Set([
  'password',
  'summer',
  'pizza',
  'liverpool',
  'admin',
  'secret',
  'correct',
  'horse',
  'apple',
  '1234',
]);
const isCommon = (word: string) => COMMON.has(word);

const owner = {
  username: 'm.keller',
  email: 'susi.k@muster.example.ch',
  firstName: 'Susanne',
  lastName: 'Keller',
  domainNames: ['acme', 'Acme Trading AG'],
};

describe('isCommonPassword', () => {
  it.each([
    'Password1234!',
    'Summer2026!!',
    '!!!Liverpool1',
    'P@ssw0rd1234!',
    '$ummer2026!!',
    'p|zza2026!!A',
    'p1zza2026!!A',
    '@pp!e2026!!!',
    'S.u.m.m.e.r.2026!',
    'pass-word-2026!',
    'drowssaP2026!',
    'Password!Password1',
    'SummerSummer1!',
    'Sümmer2026!!',
    'Ｐassword1234!',
    ' Password 1234 !',
    'Summer4711!!',
    'Passwordddd1!',
    'Summer123456789!',
  ])('PWD-05 refuses %s', (password) => {
    expect(isCommonPassword(password, isCommon)).toBe(true);
  });

  it.each([
    'Correct-Horse-9-Battery',
    'correct horse apple summer',
    'Summer rain 4 all of us',
    'my secret is not the password',
    'Summer-84-27-59-ab',
    'xK9#summer4!qZ',
    'Summertime-is-9',
    '1234-Kx-84-zT!',
    'Ad4-min8.Qr',
    'Zürich-im-Regen-8',
  ])('leaves %s', (password) => {
    expect(isCommonPassword(password, isCommon)).toBe(false);
  });
});

describe('isOfContextWords', () => {
  it.each([
    ['the Domain', 'Acme2026!!!!'],
    ['a word of its display name', 'Trading2026!'],
    ['the product', 'Wardkeep2026!'],
    ['the username', 'm.keller!!Aa1'],
    ['the username without its dot', 'mkeller!!Aa1'],
    ['the first name', 'Susanne1234!!'],
    ['the last name backwards', 'Rellek2026!!'],
    ['the last name in leet', 'K3113r2026!!'],
    ['both names', 'KellerSusanne99!'],
    ['a part of the email', 'Muster2026!!'],
    ['the host of the email', 'Example-2026!'],
    ['a name and a common word', 'AcmeSecret1!'],
    ['a common word and a name', 'admin.wardkeep.9'],
    ['a name twice', 'Acme-acme-1!'],
  ])('PWD-05 refuses %s: %s', (_, password) => {
    expect(isOfContextWords(password, owner, isCommon)).toBe(true);
  });

  it.each([
    'susanne likes green apples',
    'kX7$wardkeep9Lq!z',
    'Acme sells 12 blue sofas',
    'Correct-Horse-9-Battery',
    'kellerwohnung am see 4',
  ])('leaves %s', (password) => {
    expect(isOfContextWords(password, owner, isCommon)).toBe(false);
  });

  it('knows nothing of somebody without names', () => {
    expect(isOfContextWords('Correct-Horse-9', { username: '', email: null }, isCommon)).toBe(false);
  });
});

describe('isRepetitive', () => {
  it.each([
    'Aa1!Aa1!Aa1!',
    'aaaaaaaaaaaa',
    '            ',
    '123123123123',
    'abcabcabcabcab',
    'Abc12!abc12!',
    '123456789012345',
    'Abcdefghijk1!',
    'qwertyuiopasdfgh',
    'Qwertyuiop12!',
    'zyxwvutsrqponm',
    'aaaaaabbbbbb1',
    '!@#$%^&*()aaa',
  ])('PWD-06 refuses %s', (password) => {
    expect(isRepetitive(password)).toBe(true);
  });

  it.each([
    'Correct-Horse-9-Battery',
    'yellow tiger sofa',
    'one two three one two three',
    'hottentottenstottertrottel',
  ])('leaves %s', (password) => {
    expect(isRepetitive(password)).toBe(false);
  });
});

describe('forComparison', () => {
  it('writes a word without case, accents and width', () => {
    const written = ['FRÜHLING', 'fru\u0308hling', 'ｆｒühling'].map(forComparison);
    expect(written).toEqual(['fruhling', 'fruhling', 'fruhling']);
  });
});
