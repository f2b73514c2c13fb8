import type { SsoRefusal } from 'wardkeep/contracts';
import { BEARER } from '../../../providers/saml/saml-words.js';
import type { Assertion, Confirmation } from './assertion.js';

/** What an assertion has to say to be for us, now, and for this sign-in. */
export type Expected = {
  readonly issuer: string;
  readonly audience: string;
  readonly recipient: string;
  /** Null: nobody asked, and the provider may come by itself. */
  readonly requestId: string | null;
  readonly now: Date;
  readonly skewMs: number;
};

export type Flaw = { readonly because: SsoRefusal; readonly detail: string };

/** It is made for one sign-in, at once: what is older than this was kept by somebody. */
export const MOST_AGE_MS = 10 * 60_000;
/** Whoever vouches for somebody for longer means something else by it. */
const MOST_VALIDITY_MS = 24 * 60 * 60_000;

/** The first thing for which an assertion that is truly the provider's is not taken; null: it is. */
export function flawOf(assertion: Assertion, expected: Expected): Flaw | null {
  return (
    flawOfIssuer(assertion, expected) ??
    flawOfTimes(assertion, expected) ??
    flawOfAudience(assertion, expected) ??
    flawOfConfirmation(assertion, expected) ??
    flawOfSessions(assertion, expected)
  );
}

/** Whether something issued then is issued now, with what clocks may differ. */
export function flawOfAge(issuedAt: Date | null, { now, skewMs }: Pick<Expected, 'now' | 'skewMs'>): Flaw | null {
  if (!issuedAt) return { because: 'expired', detail: 'It does not say when it was issued' };
  const age = now.getTime() - issuedAt.getTime();
  if (age < -skewMs) return { because: 'not-yet-valid', detail: `It was issued at ${issuedAt.toISOString()}` };
  if (age > MOST_AGE_MS + skewMs) return { because: 'expired', detail: `It was issued at ${issuedAt.toISOString()}` };
  return null;
}

/** What the library takes for a failure of its own, and is told before it is asked. */
export function flawOfForm({ confirmations }: Assertion): Flaw | null {
  const isBounded = confirmations.every(({ notOnOrAfter }) => notOnOrAfter !== null);
  return isBounded ? null : { because: 'expired', detail: 'A confirmation sets no end' };
}

function flawOfIssuer({ issuer }: Assertion, expected: Expected): Flaw | null {
  if (issuer === expected.issuer) return null;
  return { because: 'issuer-mismatch', detail: `Issued by ${issuer ?? 'nobody'} instead of ${expected.issuer}` };
}

function flawOfTimes({ issuedAt, notBefore, notOnOrAfter }: Assertion, expected: Expected): Flaw | null {
  const aged = flawOfAge(issuedAt, expected);
  if (aged) return aged;
  if (!notOnOrAfter) return { because: 'expired', detail: 'Its conditions set no end' };
  const since = notBefore ?? issuedAt ?? expected.now;
  if (notOnOrAfter.getTime() - since.getTime() > MOST_VALIDITY_MS) {
    return { because: 'expired', detail: 'It is valid for longer than a day' };
  }
  return flawOfWindow(notBefore, notOnOrAfter, expected);
}

function flawOfWindow(notBefore: Date | null, end: Date | null, { now, skewMs }: Expected): Flaw | null {
  if (notBefore && notBefore.getTime() > now.getTime() + skewMs) {
    return { because: 'not-yet-valid', detail: `Valid from ${notBefore.toISOString()}` };
  }
  if (!end || end.getTime() <= now.getTime() - skewMs) {
    return { because: 'expired', detail: `Valid until ${end?.toISOString() ?? 'no time that it says'}` };
  }
  return null;
}

function flawOfAudience({ audiences }: Assertion, { audience }: Expected): Flaw | null {
  if (audiences.length > 0 && audiences.every((each) => each.includes(audience))) return null;
  const meant = audiences.map((each) => each.join(' or ')).join(' and ');
  return { because: 'audience-mismatch', detail: `Made for ${meant || 'nobody'} instead of ${audience}` };
}

/** One that holds is enough; of several that do not, the first is told. */
function flawOfConfirmation({ confirmations }: Assertion, expected: Expected): Flaw | null {
  const bearers = confirmations.filter(({ method }) => method === BEARER);
  const flaws = bearers.map((each) => flawOfOne(each, expected));
  if (flaws.includes(null)) return null;
  return flaws[0] ?? { because: 'recipient-mismatch', detail: 'It has no bearer confirmation' };
}

function flawOfOne(confirmation: Confirmation, expected: Expected): Flaw | null {
  const { recipient, inResponseTo, notBefore, notOnOrAfter } = confirmation;
  if (recipient !== expected.recipient) {
    return { because: 'recipient-mismatch', detail: `Meant for ${recipient ?? 'nobody'}` };
  }
  return flawOfWindow(notBefore, notOnOrAfter, expected) ?? flawOfRequest(inResponseTo, expected);
}

/** Of the confirmation, which is signed, and of the response, which need not be. */
export function flawOfRequest(inResponseTo: string | null, { requestId }: Pick<Expected, 'requestId'>): Flaw | null {
  if (inResponseTo === requestId) return null;
  const detail = `It answers ${inResponseTo ?? 'no request'} instead of ${requestId ?? 'none'}`;
  return { because: inResponseTo === null ? 'unsolicited' : 'response-mismatch', detail };
}

function flawOfSessions({ sessions }: Assertion, { now }: Expected): Flaw | null {
  if (sessions.length === 0) return { because: 'answer-malformed', detail: 'It does not say that anybody signed in' };
  const over = sessions.find(({ endsAt }) => endsAt && endsAt.getTime() <= now.getTime());
  if (!over) return null;
  return { because: 'expired', detail: `The provider's session ended at ${over.endsAt?.toISOString() ?? ''}` };
}
