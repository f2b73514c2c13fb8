import { NS, TRANSIENT } from '../../../providers/saml/saml-words.js';
import { attributeOf, childrenOf, onlyChild, textOf, type XmlElement } from '../../../platform/xml/xml-element.js';
import { SamlRefusal } from './saml-refusal.js';

export type Confirmation = {
  readonly method: string | null;
  readonly recipient: string | null;
  readonly inResponseTo: string | null;
  readonly notBefore: Date | null;
  readonly notOnOrAfter: Date | null;
};

export type NameId = { readonly value: string; readonly format: string | null };

/** What an assertion says, before anybody asked whether it may. */
export type Assertion = {
  readonly id: string;
  readonly issuer: string | null;
  readonly issuedAt: Date | null;
  readonly nameId: NameId;
  readonly confirmations: readonly Confirmation[];
  readonly notBefore: Date | null;
  readonly notOnOrAfter: Date | null;
  /** Of each restriction, for whom it is. */
  readonly audiences: readonly (readonly string[])[];
  readonly sessions: readonly { readonly index: string | null; readonly endsAt: Date | null }[];
  readonly attributes: ReadonlyMap<string, readonly string[]>;
};

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;
const MOST_SUBJECT = 1_024;

export function assertionOf(element: XmlElement): Assertion {
  const id = attributeOf(element, 'ID');
  if (id === null) throw new SamlRefusal('answer-malformed', 'The assertion has no id');
  const subject = onlyChild(element, NS.assertion, 'Subject');
  const conditions = onlyChild(element, NS.assertion, 'Conditions');
  return {
    id,
    issuer: textOf(onlyChild(element, NS.assertion, 'Issuer')),
    issuedAt: instantOf(element, 'IssueInstant'),
    nameId: nameIdOf(subject),
    confirmations: (subject ? childrenOf(subject, NS.assertion, 'SubjectConfirmation') : []).map(confirmationOf),
    notBefore: instantOf(conditions, 'NotBefore'),
    notOnOrAfter: instantOf(conditions, 'NotOnOrAfter'),
    audiences: (conditions ? childrenOf(conditions, NS.assertion, 'AudienceRestriction') : []).map(audiencesOf),
    sessions: childrenOf(element, NS.assertion, 'AuthnStatement').map((statement) => ({
      index: attributeOf(statement, 'SessionIndex'),
      endsAt: instantOf(statement, 'SessionNotOnOrAfter'),
    })),
    attributes: attributesOf(element),
  };
}

/** Of a subject, or of a logout request. */
export function nameIdOf(parent: XmlElement | null): NameId {
  if (parent && childrenOf(parent, NS.assertion, 'EncryptedID').length > 0) {
    const why =
      'The NameID itself is encrypted, which is not read: send it in clear, in an encrypted assertion if need be';
    throw new SamlRefusal('subject-encrypted', why);
  }
  const element = onlyChild(parent, NS.assertion, 'NameID');
  const value = textOf(element);
  const format = attributeOf(element, 'Format');
  if (value === null || value.length > MOST_SUBJECT) {
    throw new SamlRefusal('subject-missing', 'There is no NameID that could be read');
  }
  if (format === TRANSIENT) {
    const why = 'The NameID is transient, another one at each sign-in: send one that stays, such as a persistent one';
    throw new SamlRefusal('subject-transient', why);
  }
  return { value, format };
}

/** Null where there is none. A time that is none is refused, since it would bound nothing. */
export function instantOf(element: XmlElement | null, name: string): Date | null {
  const text = attributeOf(element, name);
  if (text === null) return null;
  const instant = new Date(INSTANT.test(text) ? text : Number.NaN);
  if (Number.isNaN(instant.getTime())) throw new SamlRefusal('answer-malformed', `${name} is no time`);
  return instant;
}

function confirmationOf(element: XmlElement): Confirmation {
  const data = onlyChild(element, NS.assertion, 'SubjectConfirmationData');
  return {
    method: attributeOf(element, 'Method'),
    recipient: attributeOf(data, 'Recipient'),
    inResponseTo: attributeOf(data, 'InResponseTo'),
    notBefore: instantOf(data, 'NotBefore'),
    notOnOrAfter: instantOf(data, 'NotOnOrAfter'),
  };
}

function audiencesOf(restriction: XmlElement): readonly string[] {
  return childrenOf(restriction, NS.assertion, 'Audience').flatMap((audience) => textOf(audience) ?? []);
}

/** One value or several, always as a list; values that are no text are left out. */
function attributesOf(assertion: XmlElement): ReadonlyMap<string, readonly string[]> {
  const attributes = new Map<string, readonly string[]>();
  for (const statement of childrenOf(assertion, NS.assertion, 'AttributeStatement')) {
    for (const attribute of childrenOf(statement, NS.assertion, 'Attribute')) {
      const name = attributeOf(attribute, 'Name');
      if (name === null || name === '') continue;
      const values = childrenOf(attribute, NS.assertion, 'AttributeValue').flatMap((value) => textOf(value) ?? []);
      attributes.set(name, [...(attributes.get(name) ?? []), ...values]);
    }
  }
  return attributes;
}
