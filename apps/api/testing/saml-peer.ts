import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import samlp from 'samlp';
import { bareBase64 } from '../src/providers/saml/certificates.js';
import { selfSigned, type SelfSigned } from '../src/providers/saml/self-signed.js';

export type PeerPerson = {
  readonly id: string;
  readonly claims: Readonly<Record<string, string | readonly string[]>>;
};

/** What the provider was told of a service provider. */
export type PeerClient = {
  readonly entityId: string;
  readonly acsUrl: string;
  readonly sloUrl: string;
  /** PEM; what its requests are signed with. */
  readonly signing: readonly string[];
  /** PEM; null: assertions go unencrypted. */
  readonly encryption: string | null;
};

type Participant = {
  readonly serviceProviderId: string;
  readonly nameId: string;
  readonly nameIdFormat: string;
  readonly sessionIndex: string;
  readonly serviceProviderLogoutURL: string;
  readonly cert: string;
  readonly binding: string;
};

const REDIRECT = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect';
const PERSISTENT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent';

/** A real identity provider that nobody here wrote, on loopback, with one person signed in at it. */
export class SamlPeer {
  person: PeerPerson = { id: 'nobody', claims: {} };
  client: PeerClient | null = null;
  /** Takes requests in forms alone. */
  takesFormsOnly = false;
  readonly participants: Participant[] = [];
  private keys: readonly SelfSigned[] = [];
  private sessions = 0;
  private readonly flows = new Map<string, object>();
  private readonly server = createServer((request, response) => void this.answer(request, response));

  static async start(): Promise<SamlPeer> {
    const peer = new SamlPeer();
    await peer.addKey();
    await new Promise<void>((resolve) => peer.server.listen(0, '127.0.0.1', resolve));
    return peer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get entityId(): string {
    return `${this.url}/metadata`;
  }

  /** Another key beside the others: it is in the metadata, and signs once the older ones are dropped. */
  async addKey(): Promise<void> {
    this.keys = [...this.keys, await selfSigned('peer', new Date())];
  }

  dropOldKey(): void {
    this.keys = this.keys.slice(1);
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private async answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const url = new URL(incoming.url ?? '/', this.url);
    const body = Object.fromEntries(new URLSearchParams(await textOf(incoming)));
    const query = Object.fromEntries(url.searchParams);
    const { method, headers } = incoming;
    const request = { method, headers, query, body, originalUrl: incoming.url, url: incoming.url, protocol: 'http' };
    const fail = (error?: unknown) => outgoing.writeHead(400).end(String(error));
    const response = shown(outgoing);
    if (url.pathname === '/metadata') return this.metadata(request, response, fail);
    if (url.pathname === '/sso') return this.signIn(request, response, fail);
    if (url.pathname === '/slo') return this.signOut(request, response, fail);
    fail('nothing here');
  }

  private metadata(request: object, response: Shown, fail: (error?: unknown) => void): void {
    const [key, ...others] = this.keys;
    const more = others.map(
      ({ certificate }) =>
        `<KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>${bareBase64(certificate)}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>`,
    );
    const options = {
      issuer: this.entityId,
      cert: key?.certificate,
      redirectEndpointPath: '/sso',
      postEndpointPath: '/sso',
      logoutEndpointPaths: { redirect: '/slo' },
    };
    const send = (text: string) => {
      const offered = this.takesFormsOnly ? text.replace(/<SingleSignOnService [^>]*HTTP-Redirect[^>]*>/, '') : text;
      response.send(offered.replace('</KeyDescriptor>', `</KeyDescriptor>${more.join('')}`));
    };
    samlp.metadata(options)(request, { ...response, send }, fail);
  }

  private signIn(request: object, response: Shown, fail: (error?: unknown) => void): void {
    const { client, person } = this;
    const [key] = this.keys;
    if (!client || !key) return fail('no client');
    this.sessions += 1;
    const sessionIndex = `_session-${this.sessions}`;
    const options = (signingCert: string) => ({
      issuer: this.entityId,
      key: key.privateKey,
      cert: key.certificate,
      signingCert,
      sessionIndex,
      destination: client.acsUrl,
      recipient: client.acsUrl,
      signResponse: false,
      ...(client.encryption !== null && { encryptionCert: client.encryption, encryptionPublicKey: client.encryption }),
      getPostURL: (_audience: string, _dom: object, _request: object, done: (error: null, url: string) => void) =>
        done(null, client.acsUrl),
      getUserFromRequest: () => person,
      profileMapper: () => ({
        getClaims: () => person.claims,
        getNameIdentifier: () => ({ nameIdentifier: person.id, nameIdentifierFormat: PERSISTENT }),
      }),
    });
    this.participants.push({
      serviceProviderId: client.entityId,
      nameId: person.id,
      nameIdFormat: PERSISTENT,
      sessionIndex,
      serviceProviderLogoutURL: client.sloUrl,
      cert: client.signing[0] ?? '',
      binding: REDIRECT,
    });
    const [first = '', ...others] = client.signing;
    const second = others[0] === undefined ? fail : () => samlp.auth(options(others[0] ?? ''))(request, response, fail);
    samlp.auth(options(first))(request, response, second);
  }

  private signOut(request: object, response: Shown, fail: (error?: unknown) => void): void {
    const [key] = this.keys;
    const store = {
      save: (_request: object, state: object, done: (error: null, id: string) => void) => {
        const id = `flow-${this.flows.size}`;
        this.flows.set(id, state);
        done(null, id);
      },
      load: (_request: object, id: string, ...rest: readonly unknown[]) =>
        (rest.at(-1) as (error: null, state: unknown) => void)(null, this.flows.get(id)),
      update: (_request: object, id: string, state: object, done: (error: null, id: string) => void) => {
        this.flows.set(id, state);
        done(null, id);
      },
    };
    samlp.logout({
      issuer: this.entityId,
      key: key?.privateKey,
      cert: key?.certificate,
      deflate: true,
      protocolBinding: REDIRECT,
      signatureAlgorithm: 'rsa-sha256',
      digestAlgorithm: 'sha256',
      sessionParticipants: participantsOf(this.participants),
      store,
    })(request, response, fail);
  }
}

/** As the library wants them. */
function participantsOf(all: Participant[]) {
  type Done = (error: null, found?: Participant) => void;
  const found = (indexes: string | readonly string[], nameId: string) =>
    all.find((each) => [indexes].flat().includes(each.sessionIndex) && each.nameId === nameId);
  return {
    hasElements: () => all.length > 0,
    getFirst: (done: Done) => done(null, all[0]),
    get: (_issuer: string, indexes: readonly string[], nameId: string, done: Done) =>
      done(null, found(indexes, nameId)),
    remove: (_issuer: string, index: string, nameId: string, done: Done) => {
      const gone = found(index, nameId);
      if (gone) all.splice(all.indexOf(gone), 1);
      done(null, gone);
    },
  };
}

type Shown = {
  set: (name: string, value: string) => void;
  send: (body: string | number) => void;
  redirect: (url: string) => void;
};

/** The few methods of Express that the library calls. */
function shown(response: ServerResponse): Shown {
  return {
    set: (name, value) => void response.setHeader(name, value),
    send: (body) => void (typeof body === 'number' ? response.writeHead(body).end() : response.end(body)),
    redirect: (url) => void response.writeHead(302, { location: url }).end(),
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
