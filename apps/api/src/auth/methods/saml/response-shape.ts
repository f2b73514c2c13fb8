import { NS, STATUS_SUCCESS } from '../../../providers/saml/saml-words.js';
import { attributeOf, elementsIn, is, onlyChild, textOf, type XmlElement } from '../../../platform/xml/xml-element.js';
import { SamlRefusal } from './saml-refusal.js';
import { signatureOf } from './signature-shape.js';

export type ResponseShape = {
  readonly root: XmlElement;
  readonly isSigned: boolean;
  /** `Assertion` or `EncryptedAssertion`. */
  readonly carrier: XmlElement;
  readonly isEncrypted: boolean;
};

/**
 * A response of which nothing can be taken for something else: one assertion, at its place, and signatures nowhere but
 * where one is looked for. What its content says is looked at only in what was signed.
 */
export function shapeOf(root: XmlElement, allowSha1: boolean): ResponseShape {
  if (!is(root, NS.protocol, 'Response') || attributeOf(root, 'Version') !== '2.0') {
    throw new SamlRefusal('answer-malformed', 'The message is no SAML 2.0 response');
  }
  const carriers = [...elementsIn(root)].filter(({ local }) => local === 'Assertion' || local === 'EncryptedAssertion');
  const [carrier] = carriers;
  if (!carrier) throw withoutAssertion(root);
  if (carriers.length > 1) throw new SamlRefusal('answer-malformed', 'The response has more than one assertion');
  if (!root.children.includes(carrier) || carrier.namespace !== NS.assertion) {
    throw new SamlRefusal('answer-malformed', 'The assertion is not where it belongs');
  }
  if (!isSuccess(root)) throw withoutAssertion(root);
  refuseOthers(root, carrier);
  const isSigned = signatureOf(root, allowSha1) !== null;
  return { root, isSigned, carrier, isEncrypted: carrier.local === 'EncryptedAssertion' };
}

/** An assertion as it was, or as it came out of its encryption. */
export function isSignedAssertion(assertion: XmlElement, allowSha1: boolean): boolean {
  const names = [...elementsIn(assertion)].map(({ local }) => local);
  if (!is(assertion, NS.assertion, 'Assertion') || attributeOf(assertion, 'Version') !== '2.0') {
    throw new SamlRefusal('answer-malformed', 'What was encrypted is no SAML 2.0 assertion');
  }
  if (names.filter((local) => local === 'Assertion' || local === 'Response').length !== 1) {
    throw new SamlRefusal('answer-malformed', 'The assertion holds another one');
  }
  const signature = signatureOf(assertion, allowSha1);
  const allowed = signature ? 1 : 0;
  if (names.filter((local) => local === 'Signature').length !== allowed) throw misplacedSignature();
  return signature !== null;
}

function refuseOthers(root: XmlElement, carrier: XmlElement): void {
  const places: ReadonlySet<XmlElement> = new Set([...root.children, ...carrier.children]);
  for (const element of elementsIn(root)) {
    if (element !== root && element.local === 'Response') {
      throw new SamlRefusal('answer-malformed', 'The response holds another one');
    }
    if (element.local === 'Signature' && !(places.has(element) && element.namespace === NS.signature)) {
      throw misplacedSignature();
    }
  }
}

function misplacedSignature(): SamlRefusal {
  return new SamlRefusal('signature-invalid', 'A signature stands where none belongs');
}

function isSuccess(root: XmlElement): boolean {
  const status = onlyChild(root, NS.protocol, 'Status');
  return attributeOf(onlyChild(status, NS.protocol, 'StatusCode'), 'Value') === STATUS_SUCCESS;
}

function withoutAssertion(root: XmlElement): SamlRefusal {
  if (isSuccess(root)) return new SamlRefusal('answer-malformed', 'The response has no assertion');
  const status = onlyChild(root, NS.protocol, 'Status');
  const codes = status ? [...elementsIn(status)].filter(({ local }) => local === 'StatusCode') : [];
  const said = codes.map((code) => attributeOf(code, 'Value')?.replace(/^.*:/, '')).join(', ');
  const words = textOf(onlyChild(status, NS.protocol, 'StatusMessage'));
  return new SamlRefusal('provider-error', `The provider answered ${said}${words === null ? '' : `: ${words}`}`);
}
