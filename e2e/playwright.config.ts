import { defineConfig } from '@playwright/test';

/** Debian's Chromium, which refuses its sandbox to root. */
const isRoot = process.getuid?.() === 0;

const isUnattended = process.env['CI'] !== undefined;

/** No connection to anywhere but the server under test, and the same pixels on every machine. */
const QUIET = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-gpu',
  '--disable-sync',
  '--font-render-hinting=none',
  '--force-color-profile=srgb',
  '--no-first-run',
];

export default defineConfig({
  testDir: 'tests',
  outputDir: '../test-results',
  workers: 2,
  forbidOnly: isUnattended,
  retries: isUnattended ? 1 : 0,
  timeout: 90_000,
  globalTimeout: 21 * 60_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  use: {
    browserName: 'chromium',
    locale: 'en-GB',
    timezoneId: 'UTC',
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: {
      executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
      args: [...QUIET, ...(isRoot ? ['--no-sandbox'] : [])],
    },
    screenshot: 'only-on-failure',
  },
});
