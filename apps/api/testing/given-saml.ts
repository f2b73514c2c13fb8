import { inflateRawSync } from 'node:zlib';
import { SAML_PRESETS, type ProviderDetail, type SamlConfig } from 'wardkeep/contracts';
import type { TestApi } from './api.js';
import type { Answer } from './client.js';
import { aName, type GivenDomain, type GivenSession } from './given.js';
import type { Forged } from './saml-forge.js';
import type { SamlPeer } from './saml-peer.js';

type Entering = { readonly provider: ProviderDetail<'saml'> };

export type GivenSaml = Entering & {
  readonly domain: GivenDomain;
  readonly administrator: GivenSession;
};

/** A sign-in that was begun: what the browser keeps, and what it brings to the provider. */
export type Left = {
  readonly requestId: string;
  readonly relayState: string;
  readonly cookie: string;
  readonly url: string;
};

type Wishes = Partial<SamlConfig> & { readonly name?: string };

/** A SAML provider of a new Domain, made and enabled as an administrator does it. */
export async function givenSaml(api: TestApi, wishes: Wishes): Promise<GivenSaml> {
  const domain = await api.given.domain();
  const administrator = await api.given.signedIn(domain, 'domain-administrator');
  const { name = aName('saml'), ...config } = wishes;
  const made = await api.as(administrator).post<ProviderDetail<'saml'>>('/providers', {
    kind: 'saml',
    name,
    enabled: true,
    config: { attributes: SAML_PRESETS.generic.attributes, ...config },
  });
  if (made.status !== 201) throw new Error(`The provider was not made: ${made.text}`);
  return { provider: made.body, domain, administrator };
}

/** What a browser has when it was sent to the provider. */
export async function leave(api: TestApi, { provider }: Entering, query = ''): Promise<Left> {
  const answer = await api.anybody.get(`/auth/sso/${provider.id}/start${query}`);
  const url = answer.headers.get('location');
  if (answer.status !== 303 || !url?.includes('SAMLRequest=')) throw new Error(`Nobody was sent on: ${answer.text}`);
  const sent = new URL(url).searchParams;
  const request = inflateRawSync(Buffer.from(textOf(sent, 'SAMLRequest'), 'base64')).toString();
  const [, requestId = ''] = / ID="([^"]+)"/.exec(request) ?? [];
  const [cookie = ''] = answer.headers.getSetCookie().map((each) => each.replace(/;.*$/, ''));
  return { requestId, relayState: textOf(sent, 'RelayState'), cookie, url };
}

function textOf(sent: URLSearchParams, name: string): string {
  return sent.get(name) ?? '';
}

/** What a response of the provider to this browser says when nothing is wrong with it. */
export function rightly({ provider }: Entering, requestId: string | null): Forged {
  const { entityId, acsUrl } = provider.endpoints;
  return { issuer: provider.config.entityId ?? '', audience: entityId, acsUrl, requestId };
}

/** Posts a response as the provider's page makes a browser do. */
export function bring(
  api: TestApi,
  { provider }: Entering,
  left: Pick<Left, 'relayState' | 'cookie'>,
  samlResponse: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer<unknown>> {
  const form = new URLSearchParams({ SAMLResponse: samlResponse, RelayState: left.relayState });
  return api.anybody.call('POST', `/auth/saml/${provider.id}/acs`, {
    raw: form.toString(),
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      origin: 'https://idp.example.org',
      ...(left.cookie === '' ? {} : { cookie: left.cookie }),
      ...headers,
    },
  });
}

/** The provider reads our metadata, as it would do each day. */
export async function introduce(api: TestApi, peer: SamlPeer, { provider }: Entering, encrypt = false): Promise<void> {
  const { text } = await api.anybody.get(`/auth/saml/${provider.id}/metadata`);
  const { entityId, acsUrl, sloUrl } = provider.endpoints;
  const encryption = encrypt ? (certificatesIn(text, 'encryption')[0] ?? null) : null;
  peer.client = { entityId, acsUrl, sloUrl, signing: certificatesIn(text, 'signing'), encryption };
}

/** What the browser does between leaving and coming back: the page of the provider posts a form. */
export async function visit(left: Left): Promise<{ readonly response: string; readonly relayState: string }> {
  const page = await fetch(left.url);
  const html = await page.text();
  if (page.status !== 200) throw new Error(`The provider refused: ${html}`);
  return { response: inputOf(html, 'SAMLResponse'), relayState: inputOf(html, 'RelayState') };
}

/** The value of a hidden field. */
export function inputOf(html: string, name: string): string {
  const written = new RegExp(`name="${name}"\\s+value="([^"]*)"`).exec(html)?.[1] ?? '';
  const numbered = written.replace(/&#(x?)([\da-f]+);/gi, (_, hex: string, code: string) =>
    String.fromCharCode(Number.parseInt(code, hex === '' ? 10 : 16)),
  );
  return numbered.replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}

export function certificatesIn(metadata: string, use: 'signing' | 'encryption'): readonly string[] {
  const each = metadata.matchAll(new RegExp(`use="${use}"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>([^<]+)<`, 'g'));
  return [...each].map(([, base64 = '']) => {
    const lines = base64.match(/.{1,64}/g)?.join('\n') ?? '';
    return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
  });
}
