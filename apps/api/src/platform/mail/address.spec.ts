import { describe, expect, it } from '@jest/globals';
import { isMailable, parseSender } from './address.js';

describe('an address that mail can go to', () => {
  it.each([
    'ann@example.org',
    'ann.lee+tag@mail.example.org',
    "o'neil@example.org",
    'müller@bücher.example',
    'root@localhost',
  ])('is %s', (address) => expect(isMailable(address)).toBe(true));

  it.each([
    'a@x,b@y',
    'a@x;b@y',
    '"a@x" <b@y>',
    '"a b"@x.org',
    'a@x(b).evil',
    'a(b)@x.org',
    'a@x\r\nBcc: evil@x',
    'a\n@x.org',
    'a@x.org\0',
    'a@b@c.org',
    '<a@x.org>',
    'a@[127.0.0.1]',
    'a@-x.org',
    'a@x..org',
    'group:a@x.org',
    '',
    '@x.org',
    'a@',
    `${'a'.repeat(10_240)}@x.org`,
  ])('is not %j (MAI-01)', (address) => expect(isMailable(address)).toBe(false));
});

describe('the sender', () => {
  it.each([
    ['wardkeep@example.org', { name: '', address: 'wardkeep@example.org' }],
    ['The Office <wardkeep@example.org>', { name: 'The Office', address: 'wardkeep@example.org' }],
  ])('%s is taken apart', (from, sender) => expect(parseSender(from)).toEqual(sender));
});
