import './oidc-provider-warnings.js';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { Provider, type ClientMetadata, type Configuration } from 'oidc-provider';

/** Somebody whom the provider knows; `sub` is the key. */
type PeerPerson = Readonly<Record<string, unknown>>;

export type OidcPeer = {
  readonly issuer: string;
  /** Who signs in next, without being asked anything. */
  signsIn: string;
  readonly people: Map<string, PeerPerson>;
  /** From now on everything is signed with another key, and the old one is gone. */
  readonly rotateKeys: () => Promise<void>;
  readonly close: () => Promise<void>;
};

type Wishes = {
  readonly clients: readonly ClientMetadata[];
  /** Where an address of ours really is. */
  readonly reach: (url: string) => string;
};

/** A real OpenID provider on a free loopback port. */
export async function startOidcPeer({ clients, reach }: Wishes): Promise<OidcPeer> {
  const current: { listener: RequestListener } = { listener: (_, reply) => void reply.end() };
  const server = createServer((request, reply) => current.listener(request, reply));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const people = new Map<string, PeerPerson>();
  const peer: OidcPeer = {
    issuer,
    signsIn: '',
    people,
    rotateKeys: async () => void (current.listener = provider(await newKey())),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  function provider(key: JWK): RequestListener {
    const made = new Provider(issuer, {
      ...configuration(people, reach),
      clients: [...clients],
      jwks: { keys: [key] },
    });
    const handle = made.callback();
    return (request, reply) => {
      if (!request.url?.startsWith('/interaction/')) return void handle(request, reply);
      void made.interactionFinished(request, reply, { login: { accountId: peer.signsIn } });
    };
  }

  current.listener = provider(await newKey());
  return peer;
}

function configuration(people: ReadonlyMap<string, PeerPerson>, reach: Wishes['reach']): Configuration {
  return {
    claims: {
      openid: ['sub'],
      profile: ['preferred_username', 'given_name', 'family_name', 'groups'],
      email: ['email', 'email_verified'],
    },
    cookies: { keys: ['a key for cookies of a test'] },
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => {
          ctx.body = form;
        },
      },
    },
    fetch: (url, options) => fetch(reach(String(url)), options),
    findAccount: (_, sub) => ({
      accountId: sub,
      claims: () => Promise.resolve({ ...people.get(sub), sub }),
    }),
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    loadExistingGrant: async (ctx) => {
      const grant = new ctx.oidc.provider.Grant({
        clientId: ctx.oidc.client?.clientId,
        accountId: ctx.oidc.session?.accountId,
      });
      grant.addOIDCScope('openid profile email');
      await grant.save();
      return grant;
    },
    pkce: { required: () => true },
    scopes: ['openid', 'profile', 'email'],
    ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600 },
  };
}

async function newKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  return { ...(await exportJWK(privateKey)), kid: randomUUID(), alg: 'RS256', use: 'sig' };
}
