import { test as base, type BrowserContextOptions, type Page } from '@playwright/test';
import { signIn } from './console.js';
import { Guard } from './guard.js';
import { openMailbox, type Mailbox } from './mailbox.js';
import { PASSWORD, Seeder, type Person, type Seeded } from './seed.js';
import { startServer, type Server } from './server.js';

/** Another installation: mails go out, it has a name of its own, and some policies stand in its configuration file. */
type Office = { readonly server: Server; readonly seeder: Seeder; readonly mailbox: Mailbox };

/** Where the identity providers of tests are. */
const LOOPBACK = '127.0.0.0/8';

type WorkerFixtures = { readonly server: Server; readonly seeder: Seeder; readonly office: Office };
const OFFICE_CONFIGURATION = 'api: { allowConcurrentUserLogin: true }\nlockout: { lockMinutes: 45 }\n';

type TestFixtures = {
  readonly guard: Guard;
  /** A fresh Domain, which no other test sees. */
  readonly domain: Seeded;
  /** A page in a browser context of its own, as another person at another computer has it. */
  readonly newPage: (options?: BrowserContextOptions) => Promise<Page>;
  /** The same, signed in. */
  readonly pageOf: (person: Person, options?: BrowserContextOptions) => Promise<Page>;
};

export const test = base.extend<TestFixtures, WorkerFixtures>({
  server: [
    async ({}, use) => {
      const server = await startServer({ initialPassword: PASSWORD, allowedNetworks: LOOPBACK });
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 90_000 },
  ],
  seeder: [async ({ server }, use) => use(await Seeder.signIn(server.url)), { scope: 'worker' }],
  office: [
    async ({}, use) => {
      const mailbox = await openMailbox();
      const server = await startServer({
        initialPassword: PASSWORD,
        publicHost: 'localhost',
        smtpUrl: mailbox.url,
        configuration: OFFICE_CONFIGURATION,
      });
      await use({ server, seeder: await Seeder.signIn(server.url), mailbox });
      await server.stop();
      await mailbox.close();
    },
    { scope: 'worker', timeout: 90_000 },
  ],

  baseURL: async ({ server }, use) => use(server.url),
  guard: async ({}, use) => {
    const guard = new Guard();
    await use(guard);
    guard.expectClean();
  },
  context: async ({ context, guard }, use) => {
    await guard.watch(context);
    await use(context);
  },
  domain: async ({ seeder }, use) => use(await seeder.domain()),
  newPage: async ({ browser, baseURL, guard }, use) => {
    const opened: Page[] = [];
    await use(async (options = {}) => {
      const context = await browser.newContext({ ...(baseURL && { baseURL }), ...options });
      await guard.watch(context);
      const page = await context.newPage();
      opened.push(page);
      return page;
    });
    for (const page of opened) await page.context().close();
  },
  pageOf: async ({ newPage }, use) =>
    use(async (person, options) => {
      const page = await newPage(options);
      await signIn(page, person);
      return page;
    }),
});

export { expect } from '@playwright/test';
