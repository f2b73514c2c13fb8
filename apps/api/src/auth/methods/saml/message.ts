import { readXml, XmlRefusal, type XmlBounds, type XmlFault } from '../../../platform/xml/xml-reader.js';
import { elementsIn, type XmlElement } from '../../../platform/xml/xml-element.js';
import { SamlRefusal } from './saml-refusal.js';

/** What a library may be given: its own checks cost time with the square of the elements. */
const BOUNDS: XmlBounds = { characters: 262_144, elements: 1_500, depth: 32, attributes: 4_000, comments: 'refused' };
const MOST_ENCODED = Math.ceil((BOUNDS.characters * 4) / 3) + 8_192;

const BASE64 = /^[A-Za-z0-9+/\s]*(?:=\s*){0,2}$/;
const ID_NAMES: ReadonlySet<string> = new Set(['id', 'assertionid', 'xml:id', 'responseid']);
const ID = /^[A-Za-z_][\w.-]{0,255}$/;
const TOO_MUCH: ReadonlySet<XmlFault> = new Set([
  'too-large',
  'too-many-elements',
  'too-deep',
  'too-many-attributes',
  'too-many-namespaces',
]);

/** The text of a message that was sent in a form. */
export function decodedMessage(encoded: string | undefined): string {
  if (encoded === undefined || encoded === '') throw new SamlRefusal('answer-malformed', 'No message was sent');
  if (encoded.length > MOST_ENCODED) throw new SamlRefusal('answer-too-large', 'The message is larger than 256 KB');
  if (!BASE64.test(encoded)) throw new SamlRefusal('answer-malformed', 'The message is not base64');
  return utf8(Buffer.from(encoded, 'base64'));
}

export function utf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new SamlRefusal('answer-malformed', 'The message is not UTF-8');
  }
}

/** A message within the bounds, in which no two elements have one id. */
export function readMessage(text: string, bounds: Partial<XmlBounds> = {}): XmlElement {
  const root = bounded(text, { ...BOUNDS, ...bounds });
  const ids = new Set<string>();
  for (const element of elementsIn(root)) {
    for (const [name, id] of element.attributes) {
      if (!ID_NAMES.has(name.toLowerCase())) continue;
      if (!ID.test(id)) throw new SamlRefusal('answer-malformed', 'An element has an id that is none');
      if (ids.has(id)) throw new SamlRefusal('answer-malformed', `Two elements have the id ${id}`);
      ids.add(id);
    }
  }
  return root;
}

function bounded(text: string, bounds: XmlBounds): XmlElement {
  try {
    return readXml(text, bounds);
  } catch (error) {
    if (!(error instanceof XmlRefusal)) throw error;
    const because = TOO_MUCH.has(error.fault) ? 'answer-too-large' : 'answer-malformed';
    throw new SamlRefusal(because, `The message is refused before it is parsed: ${error.fault}`);
  }
}
