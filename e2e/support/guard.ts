import { expect, type BrowserContext, type ConsoleMessage, type Page } from '@playwright/test';

const REFUSED_REQUEST = /^Failed to load resource: the server responded with a status of (\d{3})/;

/** Collects what no page of the console may do: breach its CSP, log an error, let an error escape. */
export class Guard {
  readonly #faults: string[] = [];
  readonly #expected = new Set<number>();

  /** Refusals the test provokes: the browser logs each of them by itself. */
  expectStatus(...statuses: readonly number[]): void {
    for (const status of statuses) this.#expected.add(status);
  }

  async watch(context: BrowserContext): Promise<void> {
    await context.exposeBinding('reportBreach', (_, breach: string) => this.#faults.push(`CSP: ${breach}`));
    await context.addInitScript(() => {
      addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sourceFile, lineNumber }) => {
        const { reportBreach } = window as unknown as { reportBreach: (breach: string) => void };
        reportBreach(`${effectiveDirective} ${blockedURI} ${sourceFile}:${lineNumber}`);
      });
    });
    context.on('console', (message) => this.#hear(message));
    context.on('weberror', (error) => this.#faults.push(`uncaught: ${error.error().stack ?? error.error().message}`));
  }

  /** Nothing so far, in any page of the watched contexts. */
  expectClean(): void {
    expect(this.#faults, 'CSP breaches, console errors and uncaught errors').toEqual([]);
  }

  #hear(message: ConsoleMessage): void {
    if (message.type() !== 'error') return;
    const status = Number(REFUSED_REQUEST.exec(message.text())?.[1]);
    if (this.#expected.has(status)) return;
    this.#faults.push(`console: ${message.text()} (${message.location().url || pathOf(message.page())})`);
  }
}

const pathOf = (page: Page | null) => (page ? new URL(page.url()).pathname : 'no page');
