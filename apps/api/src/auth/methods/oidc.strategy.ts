import type { Configuration } from 'openid-client';
import { fetchUserInfo, randomNonce, type UserInfoResponse, type IDToken } from 'openid-client';
import { Strategy, type StrategyOptions } from 'openid-client/passport';

/** What the provider said of whom, all of it checked. */
export type OidcProof = {
  readonly claims: IDToken;
  readonly userInfo: UserInfoResponse | null;
  readonly idToken: string;
};

type Options = Pick<StrategyOptions, 'callbackURL' | 'scope'> & { readonly config: Configuration };

/** The key under which a run keeps what the next one needs. */
const SESSION_KEY = 'oidc';

/** The published strategy for one run, with a state and a nonce each time; PKCE it brings itself. */
export class OidcStrategy extends Strategy {
  constructor(
    options: Options,
    private readonly state: string,
  ) {
    super({ ...options, name: 'oidc', sessionKey: SESSION_KEY }, async (tokens, done) => {
      const claims = tokens.claims();
      const idToken = tokens.id_token;
      if (!claims || idToken === undefined) {
        done(null, false);
        return;
      }
      const { userinfo_endpoint: place } = options.config.serverMetadata();
      const userInfo = place ? await fetchUserInfo(options.config, tokens.access_token, claims.sub) : null;
      const proof: OidcProof = { claims, userInfo, idToken };
      done(null, proof);
    });
  }

  override authorizationRequestParams(): URLSearchParams {
    return new URLSearchParams({ state: this.state, nonce: randomNonce() });
  }
}
