import { fromTests } from './support/api-testing.js';
import { domainNamed } from './support/domains.js';
import { judge, ms, percentile, printTable } from './support/figures.js';
import { must } from './support/http-client.js';
import { PATIENT, signIn, withWardkeep, type Wardkeep } from './support/wardkeep.js';

const ROUNDS = 5;
const GOAL_MS = 100;
const MANY = 1_400;

type Left = { readonly requestId: string; readonly relayState: string; readonly cookie: string };
type Answer = { readonly status: number; readonly text: string };
type Caller = { readonly get: (path: string) => Promise<Answer> };
type Api = { readonly anybody: Caller };
type Provider = { readonly id: string };
type Entering = { readonly provider: Provider };
type Forged = Readonly<Record<string, unknown>>;
type Keys = { readonly idp: { readonly certificate: string } };

type Given = {
  readonly leave: (api: Api, entering: Entering) => Promise<Left>;
  readonly rightly: (entering: Entering, requestId: string) => Forged;
  readonly bring: (api: Api, entering: Entering, left: Left, response: string) => Promise<Answer>;
  readonly certificatesIn: (metadata: string, use: string) => readonly string[];
};
type Forge = {
  readonly forgeKeys: () => Promise<Keys>;
  readonly encoded: (xml: string) => string;
  readonly signed: (xml: string, local: string, keys: Keys, signing?: object) => string;
  readonly assertionXml: (forged: Forged) => string;
  readonly responseXml: (forged: Forged, inside: string) => string;
  readonly encryptedAssertion: (xml: string, certificate: string) => string;
};
type Make = (forged: Forged, keys: Keys, spCertificate: string) => string;
type Attack = { readonly name: string; readonly make: Make };
type Message = Attack & { readonly isGood: boolean };

/** What everybody else waits for while responses arrive that were forged, or are as large as they may be. */
export async function run(): Promise<void> {
  const given = await fromTests<Given>('given-saml.ts');
  const forge = await fromTests<Forge>('saml-forge.ts');
  const { SAML_ATTACKS } = await fromTests<{ SAML_ATTACKS: readonly Attack[] }>('saml-attacks.ts');
  const { Client } = await fromTests<{ Client: new (url: string, sent?: object) => Caller }>('client.ts');
  const keys = await forge.forgeKeys();
  const configuration = { ...PATIENT, trustedProxies: ['127.0.0.1'] };
  await withWardkeep(
    async (wardkeep) => {
      const anybody = new Client(wardkeep.origin);
      const entering = { provider: await providerOf(wardkeep, keys) };
      const metadata = await anybody.get(`/auth/saml/${entering.provider.id}/metadata`);
      const [certificate = ''] = given.certificatesIn(metadata.text, 'encryption');
      const messages = [
        ...SAML_ATTACKS.map(({ name, make }) => ({ name, make, isGood: false })),
        ...largest(forge, certificate),
      ];
      const idle = await wardkeep.stallOf(() => given.leave({ anybody }, entering));
      const stalls: number[][] = messages.map(() => []);
      for (let round = 0; round <= ROUNDS; round += 1) {
        for (const [index, message] of messages.entries()) {
          // Who begins or fails too often is slowed down by address.
          const api: Api = { anybody: new Client(wardkeep.origin, { 'x-forwarded-for': `198.51.${round}.${index}` }) };
          const left = await given.leave(api, entering);
          const response = message.make(given.rightly(entering, left.requestId), keys, certificate);
          const stall = await wardkeep.stallOf(() => brought(given, api, entering, left, response, message));
          if (round > 0) stalls[index]?.push(stall);
        }
      }
      report(messages, stalls, idle);
    },
    { configuration },
  );
}

async function providerOf(wardkeep: Wardkeep, { idp }: Keys): Promise<Provider> {
  await domainNamed(wardkeep.api, wardkeep.admin, 'bench-saml');
  const headers = await signIn(wardkeep.api, 'bench-saml', 'admin');
  const config = {
    entityId: 'https://idp.example.org/metadata',
    ssoUrl: 'https://idp.example.org/sso',
    certificates: [idp.certificate],
    attributes: { username: 'uid', firstName: 'givenName', lastName: 'sn', email: 'mail', groups: 'groups' },
  };
  const body = { kind: 'saml', name: 'Benchmark', enabled: true, config };
  return must<Provider>(`${wardkeep.api}/providers`, { method: 'POST', headers, body });
}

/** As large as the bounds let them be, and made to keep who reads them busy. */
function largest(forge: Forge, certificate: string): readonly Message[] {
  const { encoded, signed, assertionXml, responseXml, encryptedAssertion } = forge;
  const person = { uid: ['ann'], givenName: ['Ann'], sn: ['Lee'] };
  const groups = Array.from({ length: MANY }, (_, index) => `group-${index}`);
  const large = (forged: Forged) => assertionXml({ ...forged, attributes: { ...person, groups } });
  const nested = Array.from({ length: MANY / 28 }, () => deep(26, '')).join('');
  const bulky = (forged: Forged) => assertionXml({ ...forged, attributes: person, extra: nested });
  const made = (name: string, isGood: boolean, xml: (forged: Forged, keys: Keys) => string): Message => ({
    name,
    isGood,
    make: (forged, keys) => encoded(responseXml(forged, xml(forged, keys))),
  });
  return [
    made(`good, ${MANY} groups`, true, (forged, keys) => signed(large(forged), 'Assertion', keys)),
    made(`good, ${MANY} groups, encrypted`, true, (forged, keys) =>
      encryptedAssertion(signed(large(forged), 'Assertion', keys), certificate),
    ),
    made(`changed after signing, ${MANY} groups`, false, (forged, keys) =>
      signed(large(forged), 'Assertion', keys).replace('group-7<', 'group-x<'),
    ),
    made('deep elements with namespaces of their own, changed after signing', false, (forged, keys) =>
      signed(bulky(forged), 'Assertion', keys).replace('Ann<', 'Eve<'),
    ),
  ];
}

function deep(levels: number, inside: string): string {
  if (levels === 0) return inside;
  return deep(
    levels - 1,
    `<n${levels}:e xmlns:n${levels}="urn:n:${levels}" n${levels}:a="1" b="2">${inside}</n${levels}:e>`,
  );
}

async function brought(
  given: Given,
  api: Api,
  entering: Entering,
  left: Left,
  response: string,
  { name, isGood }: Message,
): Promise<void> {
  const { status } = await given.bring(api, entering, left, response);
  if (isGood ? status !== 303 : status < 400 || status >= 500) throw new Error(`${name} was answered ${status}`);
}

function report(messages: readonly Message[], stalls: readonly (readonly number[])[], idle: number): void {
  const longest = (index: number) => Math.max(...(stalls[index] ?? []));
  const order = messages.map((_, index) => index).sort((a, b) => longest(b) - longest(a));
  printTable(
    ['SAML responses that kept the server busiest', 'answered', 'median ms', 'longest ms'],
    order
      .slice(0, 8)
      .map((index) => [
        messages[index]?.name ?? '',
        messages[index]?.isGood ? 'taken' : 'refused',
        ms(percentile(stalls[index] ?? [], 0.5)),
        ms(longest(index)),
      ]),
  );
  const most = Math.max(...stalls.flat());
  console.log(
    `${messages.length} responses, ${ROUNDS} times each: the event loop stood still for at most ${ms(most)} ms ` +
      `(goal ≤ ${GOAL_MS}) ${judge(most <= GOAL_MS)}; for ${ms(idle)} ms at the start of a sign-in alone`,
  );
}
