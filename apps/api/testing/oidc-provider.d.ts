/** As much of the package as the tests use; it brings no types of its own. */
declare module 'oidc-provider' {
  import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
  import type { JWK } from 'jose';

  export type ClientMetadata = { readonly client_id: string } & Readonly<Record<string, unknown>>;

  type Grant = { addOIDCScope(scope: string): void; save(): Promise<string> };

  type Context = {
    body: unknown;
    readonly oidc: {
      readonly provider: { readonly Grant: new (of: object) => Grant };
      readonly client?: { readonly clientId: string };
      readonly session?: { readonly accountId?: string };
    };
  };

  type Account = { readonly accountId: string; readonly claims: () => Promise<object> };

  export type Configuration = {
    readonly clients?: readonly ClientMetadata[];
    readonly jwks?: { readonly keys: readonly JWK[] };
    readonly claims?: Readonly<Record<string, readonly string[]>>;
    readonly cookies?: { readonly keys: readonly string[] };
    readonly features?: {
      readonly devInteractions?: { readonly enabled: boolean };
      readonly backchannelLogout?: { readonly enabled: boolean };
      readonly rpInitiatedLogout?: {
        readonly enabled: boolean;
        readonly logoutSource?: (context: Context, form: string) => void;
      };
    };
    readonly fetch?: (url: string | URL, options: RequestInit) => Promise<Response>;
    readonly findAccount?: (context: Context, sub: string) => Account;
    readonly interactions?: { readonly url: (context: Context, interaction: { readonly uid: string }) => string };
    readonly loadExistingGrant?: (context: Context) => Promise<Grant>;
    readonly pkce?: { readonly required: () => boolean };
    readonly scopes?: readonly string[];
    readonly ttl?: Readonly<Record<string, number>>;
  };

  export class Provider {
    constructor(issuer: string, configuration: Configuration);
    callback(): RequestListener;
    interactionFinished(request: IncomingMessage, reply: ServerResponse, result: object): Promise<void>;
  }
}
