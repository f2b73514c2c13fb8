import { describe, expect, it } from '@jest/globals';
import { attributeOf, elementsIn, onlyChild, textOf } from './xml-element.js';
import { namespacesOf } from './xml-names.js';
import { readXml, XmlRefusal, type XmlBounds } from './xml-reader.js';

const BOUNDS: XmlBounds = { characters: 262_144, elements: 1_500, depth: 32, attributes: 4_000, comments: 'refused' };

const faultOf = (text: string, bounds: Partial<XmlBounds> = {}) => {
  try {
    readXml(text, { ...BOUNDS, ...bounds });
    return null;
  } catch (error) {
    return error instanceof XmlRefusal ? error.fault : error;
  }
};

const declarations = (count: number) => Array.from({ length: count }, (_, n) => `xmlns:n${n}='urn:${n}'`).join(' ');

describe('reading XML', () => {
  it('gives elements with their namespaces, attributes and text', () => {
    const root = readXml(
      '<?xml version="1.0"?>\n<a:r xmlns:a="urn:a" xmlns="urn:d" x="1 &amp; 2"><b>one &lt; &#x41;&#66;</b><a:b/></a:r>\n',
      BOUNDS,
    );
    expect(root).toMatchObject({ namespace: 'urn:a', local: 'r' });
    expect(attributeOf(root, 'x')).toBe('1 & 2');
    expect(textOf(onlyChild(root, 'urn:d', 'b'))).toBe('one < AB');
    expect([...elementsIn(root)].map(({ namespace, local }) => `${namespace} ${local}`)).toEqual([
      'urn:a r',
      'urn:d b',
      'urn:a b',
    ]);
  });

  it('takes the namespace that is declared next', () => {
    const root = readXml('<a:r xmlns:a="urn:1"><a:b xmlns:a="urn:2"><a:c/></a:b><a:d/></a:r>', BOUNDS);
    expect([...elementsIn(root)].map(({ namespace }) => namespace)).toEqual(['urn:1', 'urn:2', 'urn:2', 'urn:1']);
  });

  it('DOS-03 keeps of each element what it declares itself, and copies nothing of what is around it', () => {
    const outer = namespacesOf(new Map(Array.from({ length: 60 }, (_, n) => [`xmlns:n${n}`, `urn:${n}`])));
    const inner = namespacesOf(new Map([['xmlns:own', 'urn:own']]), outer ?? undefined);
    expect(inner).toMatchObject({ own: new Map([['own', 'urn:own']]), count: 61 });
    expect(inner?.outer).toBe(outer);
  });

  it('has as many namespaces side by side as it has elements', () => {
    const siblings = '<b xmlns:x="urn:x"/>'.repeat(1_000);
    expect(readXml(`<r>${siblings}</r>`, BOUNDS).children).toHaveLength(1_000);
  });

  it('has neither one child nor text where there are two, or elements', () => {
    const root = readXml('<r><b/><b/><c>x<d/></c></r>', BOUNDS);
    expect(onlyChild(root, '', 'b')).toBeNull();
    expect(textOf(onlyChild(root, '', 'c'))).toBeNull();
  });

  it('takes names such as __proto__ for names', () => {
    const root = readXml('<r __proto__="1"><__proto__/></r>', BOUNDS);
    expect(attributeOf(root, '__proto__')).toBe('1');
    expect(({} as Record<string, unknown>)['1']).toBeUndefined();
  });

  it('skips comments only where they are allowed, and loses no text at them', () => {
    const text = '<r>admin<!-- x -->.attacker</r>';
    expect(faultOf(text)).toBe('comment');
    expect(textOf(readXml(text, { ...BOUNDS, comments: 'skipped' }))).toBe('admin.attacker');
  });

  it('refuses a comment that does not end', () => {
    expect(faultOf('<r><!-- x', { comments: 'skipped' })).toBe('malformed');
  });

  it.each([
    ['a document type', '<!DOCTYPE r><r/>', 'doctype'],
    ['a document type with entities', '<!DOCTYPE r [<!ENTITY x "y">]><r>&x;</r>', 'entity'],
    ['an entity', '<r>&x;</r>', 'entity'],
    ['an entity in an attribute', '<r a="&x;"/>', 'entity'],
    ['a lone ampersand', '<r>&</r>', 'entity'],
    ['a processing instruction', '<r><?php x?></r>', 'processing-instruction'],
    ['a CDATA section', '<r><![CDATA[x]]></r>', 'cdata'],
    ['a NUL', '<r>\0</r>', 'malformed'],
    ['half a character', '<r>\ud800</r>', 'malformed'],
    ['two roots', '<r/><r/>', 'malformed'],
    ['text beside the root', '<r/>x', 'malformed'],
    ['nothing', '', 'malformed'],
    ['an end that is missing', '<r><b></r>', 'malformed'],
    ['an end too many', '<r/></r>', 'malformed'],
    ['one attribute twice', '<r a="1" a="2"/>', 'malformed'],
    ['an attribute without quotes', '<r a=1/>', 'malformed'],
    ['a mark in an attribute', '<r a="<b/>"/>', 'malformed'],
    ['a prefix that stands for nothing', '<a:r/>', 'malformed'],
    ['too many siblings', `<r>${'<b/>'.repeat(1_500)}</r>`, 'too-many-elements'],
    ['too many levels', '<r>'.repeat(40), 'too-deep'],
    [
      'too many attributes',
      `<r ${Array.from({ length: 4_001 }, (_, n) => `a${n}=""`).join(' ')}/>`,
      'too-many-attributes',
    ],
    ['too many namespaces', `<r ${declarations(65)}/>`, 'too-many-namespaces'],
    [
      'too many namespaces, one inside of the other',
      `<r ${declarations(60)}><b ${declarations(5)}/></r>`,
      'too-many-namespaces',
    ],
    ['too much', `<r>${'x'.repeat(262_144)}</r>`, 'too-large'],
  ])('SAM-05 refuses %s', (_, text, fault) => {
    expect(faultOf(text)).toBe(fault);
  });

  it.each([
    ['unquoted attributes', `<r ${' a'.repeat(120_000)}`],
    ['open elements', '<r>'.repeat(80_000)],
    ['white space', `<r ${' '.repeat(250_000)}`],
    ['quotes', `<r a="${"'".repeat(250_000)}`],
    ['comments', '<!--'.repeat(60_000)],
  ])('DOS-03 is done with a quarter of a megabyte of %s at once', (_, text) => {
    expect(faultOf(text, { comments: 'skipped' })).not.toBeNull();
  });
});
