import { randomUUID, type webcrypto } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type JWK, type JWTHeaderParameters, type JWTPayload } from 'jose';

type Key = { readonly privateKey: webcrypto.CryptoKey; readonly jwk: JWK };
type Signed = { readonly header?: Partial<JWTHeaderParameters>; readonly key?: webcrypto.CryptoKey | Uint8Array };

/** What the provider was asked at its token endpoint. */
type TokenRequest = { readonly form: URLSearchParams; readonly authorization: string | undefined };

/** An OpenID provider that says whatever it is told to say, on a free loopback port. */
export class OidcFake {
  readonly issuer: string;
  /** Of the sign-in under way; the provider would have kept it with the code. */
  nonce = '';
  /** What the ID token says beside or instead of what it should. */
  claims: JWTPayload = {};
  /** Makes the ID token, when it is not to be a good one. */
  token: ((claims: JWTPayload) => Promise<string> | string) | null = null;
  userInfo: object = {};
  metadata: object = {};
  /** Answers of its own for some paths. */
  readonly instead = new Map<string, RequestListener>();
  readonly tokenRequests: TokenRequest[] = [];
  readonly asked: string[] = [];

  private constructor(
    readonly clientId: string,
    readonly key: Key,
    private readonly server: ReturnType<typeof createServer>,
  ) {
    this.issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async start(clientId = 'wardkeep'): Promise<OidcFake> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const fake = new OidcFake(clientId, await newKey(), server);
    server.on('request', (request, reply) => void fake.answer(request, reply));
    return fake;
  }

  /** Good again. */
  reset(): void {
    this.claims = {};
    this.token = null;
    this.userInfo = {};
    this.metadata = {};
    this.instead.clear();
    this.tokenRequests.length = 0;
  }

  sign(payload: JWTPayload, { header = {}, key = this.key.privateKey }: Signed = {}): Promise<string> {
    return new SignJWT(payload).setProtectedHeader({ alg: 'RS256', kid: this.key.jwk.kid ?? '', ...header }).sign(key);
  }

  /** What tells that somebody signed out. */
  logoutToken(claims: JWTPayload, signed: Signed = {}): Promise<string> {
    const events = { 'http://schemas.openid.net/event/backchannel-logout': {} };
    const iat = Math.floor(Date.now() / 1_000);
    const jti = randomUUID();
    return this.sign({ iss: this.issuer, aud: this.clientId, iat, exp: iat + 120, jti, events, ...claims }, signed);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, reply: Parameters<RequestListener>[1]): Promise<void> {
    const path = request.url?.split('?')[0] ?? '';
    this.asked.push(path);
    const own = this.instead.get(path);
    if (own) return void own(request, reply);
    const answer = await this.usual(path, request);
    reply.writeHead(answer === null ? 404 : 200, { 'content-type': 'application/json' });
    reply.end(JSON.stringify(answer ?? {}));
  }

  private async usual(path: string, request: IncomingMessage): Promise<object | null> {
    if (path === '/.well-known/openid-configuration') return this.described();
    if (path === '/jwks') return { keys: [this.key.jwk] };
    if (path === '/userinfo') return { sub: this.claims.sub ?? 'sub-1', ...this.userInfo };
    return path === '/token' ? this.tokens(request) : null;
  }

  private described(): object {
    const { issuer } = this;
    return {
      issuer,
      authorization_endpoint: `${issuer}/auth`,
      token_endpoint: `${issuer}/token`,
      userinfo_endpoint: `${issuer}/userinfo`,
      jwks_uri: `${issuer}/jwks`,
      end_session_endpoint: `${issuer}/end`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      ...this.metadata,
    };
  }

  private async tokens(request: IncomingMessage): Promise<object> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    this.tokenRequests.push({ form: new URLSearchParams(body), authorization: request.headers.authorization });
    const iat = Math.floor(Date.now() / 1_000);
    const usual = { iss: this.issuer, aud: this.clientId, sub: 'sub-1', nonce: this.nonce, iat, exp: iat + 300 };
    const claims = { ...usual, ...this.claims };
    const idToken = await (this.token ? this.token(claims) : this.sign(claims));
    return { access_token: 'an-access-token', token_type: 'Bearer', expires_in: 300, id_token: idToken };
  }
}

export async function newKey(): Promise<Key> {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid: randomUUID(), alg: 'RS256', use: 'sig' } };
}
