import { describe, expect, it } from '@jest/globals';
import { decodedMessage } from './message.js';

const XML = '<a>\u00e4</a>';
const encoded = Buffer.from(XML).toString('base64');

describe('a message in a form', () => {
  it.each([
    ['as it is', encoded],
    ['in lines', encoded.replace(/.{4}/g, '$&\r\n')],
    ['with blanks around its padding', encoded.replace(/=/g, ' = ')],
    ['with blanks behind', `${encoded}   `],
  ])('is read %s', (_how, message) => expect(decodedMessage(message)).toBe(XML));

  it.each([
    ['nothing', ''],
    ['other characters', `${encoded}!`],
    ['padding in the middle', `=${encoded}`],
    ['too much padding', 'YQ==='],
    ['bytes that are no UTF-8', Buffer.from([0xff, 0xfe]).toString('base64')],
  ])('is refused: %s', (_what, message) => expect(() => decodedMessage(message)).toThrow());

  it('is refused at once when it is blanks alone', () => {
    const started = performance.now();
    expect(() => decodedMessage(`${' '.repeat(350_000)}!`)).toThrow('not base64');
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
