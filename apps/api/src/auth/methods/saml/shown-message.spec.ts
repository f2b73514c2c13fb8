import { describe, expect, it } from '@jest/globals';
import { encoded } from '../../../../testing/saml-forge.js';
import { shownMessage, shownXml } from './shown-message.js';

const LONG = 'MIICsDCCAZigAwIBAgIBATANBgkqhkiG9w0BAQsFADAN';

describe('a message as an administrator sees it', () => {
  it('is what came, a line for each element', () => {
    const xml = `<s:A xmlns:s="urn:x" Name="a > b"><s:B>text &amp; more</s:B><s:C/><s:D><s:E>1</s:E></s:D></s:A>`;
    expect(shownXml(xml)).toBe(
      [
        '<s:A xmlns:s="urn:x" Name="a > b">',
        '  <s:B>text &amp; more</s:B>',
        '  <s:C/>',
        '  <s:D>',
        '    <s:E>1</s:E>',
        '  </s:D>',
        '</s:A>',
      ].join('\n'),
    );
  });

  it('has no signature, no ciphertext, and the beginning of a certificate', () => {
    const secret = 'c2VjcmV0';
    const xml = [
      `<ds:Signature xmlns:ds="urn:x"><ds:SignatureValue>\n${secret}\n</ds:SignatureValue>`,
      `<e:CipherValue xmlns:e="urn:e">${secret}</e:CipherValue><ds:X509Certificate>${LONG}</ds:X509Certificate>`,
      `</ds:Signature>`,
    ].join('');
    const shown = shownXml(xml);
    expect(shown).not.toContain(secret);
    expect(shown).toContain('<ds:SignatureValue>[…]</ds:SignatureValue>');
    expect(shown).toContain(`<ds:X509Certificate>${LONG.slice(0, 24)}[…]</ds:X509Certificate>`);
  });

  it('has no value of an attribute that is called a secret', () => {
    const attribute = (name: string) =>
      `<Attribute Name="${name}"><AttributeValue>hunter2</AttributeValue><AttributeValue>again</AttributeValue></Attribute>`;
    const shown = shownXml(`<S>${attribute('userPassword')}${attribute('mail')}</S>`);
    expect(shown.match(/hunter2/g)).toHaveLength(1);
    expect(shown.match(/\[…\]/g)).toHaveLength(2);
  });

  it('ends somewhere, with no character in halves', () => {
    const shown = shownXml(`<a>${'😀'.repeat(50_000)}</a>`);
    expect(shown.length).toBeLessThan(20_010);
    expect(shown).toMatch(/😀\n\[…\]$/u);
    expect(() => encodeURIComponent(shown)).not.toThrow();
  });

  it('is nothing where it can not be read', () => {
    expect(shownMessage(undefined, null)).toEqual([]);
    expect(shownMessage('%%%', null)).toEqual([]);
    expect(shownMessage(encoded('<!DOCTYPE a><a/>'), null)).toEqual([]);
    expect(shownMessage(encoded('<a/>'), '<b/>')).toEqual([
      { name: 'response', text: '<a/>' },
      { name: 'assertion', text: '<b/>' },
    ]);
  });
});
