import { SAML, Strategy, type PassportSamlConfig, type Profile, type VerifiedCallback } from '@node-saml/passport-saml';
import type { Strategy as PassportStrategy } from 'passport';
import type { SamlParties } from './saml-parties.js';

/** What one message asks of the library beyond what the parties are. */
export type StrategyWishes = {
  readonly requestId?: string;
  /** The private key (PEM) that opens an encrypted assertion. */
  readonly decryptWith?: string | null;
  readonly wantResponseSigned?: boolean;
  readonly wantAssertionsSigned?: boolean;
};

/** The text of the assertion that was signed, as it was signed. */
export type SignedAssertion = { readonly xml: string };

/**
 * The library's strategy for one message. It makes our requests and verifies signatures; audience, times, recipients and
 * replays are looked at by us, in what it says was signed: it leaves most of them out.
 */
export function samlStrategy(parties: SamlParties, wishes: StrategyWishes): PassportStrategy {
  // The library brings the types of another version of Express; the runner gives it what it reads of a request.
  return new Strategy(optionsOf(parties, wishes), admit, admit) as unknown as PassportStrategy;
}

/** The fields of the form by which a browser brings our request, for providers that take no other. */
export function requestFields(
  parties: SamlParties,
  wishes: StrategyWishes,
  relayState: string,
): Promise<Readonly<Record<string, string>>> {
  const saml = new SAML({ ...optionsOf(parties, wishes), skipRequestCompression: true });
  return saml.getAuthorizeMessageAsync(relayState, undefined, {}) as Promise<Record<string, string>>;
}

function admit(profile: Profile | null, done: VerifiedCallback): void {
  const xml = profile?.getAssertionXml?.();
  if (xml === undefined) done(null, undefined, { message: 'Nothing was signed' });
  else done(null, { xml } satisfies SignedAssertion);
}

function optionsOf({ idp, sp, config }: SamlParties, wishes: StrategyWishes): PassportSamlConfig {
  const { requestId, decryptWith, wantResponseSigned = false, wantAssertionsSigned = false } = wishes;
  return {
    issuer: sp.entityId,
    callbackUrl: sp.acsUrl,
    entryPoint: idp.ssoUrl,
    logoutUrl: idp.sloUrl ?? idp.ssoUrl,
    idpCert: [...idp.certificates],
    ...(config.signRequests && { privateKey: sp.signingKey }),
    ...(decryptWith && { decryptionPvk: decryptWith }),
    ...(requestId !== undefined && { generateUniqueId: () => requestId }),
    signatureAlgorithm: 'sha256',
    digestAlgorithm: 'sha256',
    identifierFormat: config.nameIdFormat,
    disableRequestedAuthnContext: true,
    wantAuthnResponseSigned: wantResponseSigned,
    wantAssertionsSigned,
    audience: false,
    acceptedClockSkewMs: -1,
  };
}
