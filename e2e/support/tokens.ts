import { expect, type Page, type Response } from '@playwright/test';

/** A signed token, one of ours by its prefix, or the long random text that both are made of. */
const TOKEN_LIKE = /eyJ[\w-]{8,}|\bwk[a-z]{1,2}_[\w-]{16,}|(?<![\w-])[\w-]{43}(?![\w-])/;
const API = '/api/v1/';

type Seen = { readonly where: string; readonly text: string };

/** Watches what reaches scripts of a page. */
export class TokenWatch {
  readonly #answers: Promise<Seen>[] = [];

  constructor(private readonly page: Page) {
    page.on('response', (response) => this.#answers.push(bodyOf(response)));
    page.on('request', (request) => {
      const { pathname, search, hash } = new URL(request.url());
      this.#answers.push(Promise.resolve({ where: `the address of ${pathname}`, text: search + hash }));
    });
  }

  /**
   * That nothing a script can reach is a token or a part of one, but for the member `mayTell` of answers, which has to be
   * one. The page and its stores are looked at as they are now.
   */
  async expectNothing(moment: string, { mayTell }: { readonly mayTell?: string } = {}): Promise<void> {
    const secret = await this.#cookieParts();
    const seen = [...(await this.#reachable()), ...(await Promise.all(this.#answers.splice(0)))];
    const told = new RegExp(mayTell === undefined ? '(?!)' : `"${mayTell}":"[^"]*"`, 'g');
    const tokens = seen.flatMap(({ text }) => text.match(told) ?? []).filter((text) => TOKEN_LIKE.test(text));
    expect(tokens.length > 0, `${moment}: ${mayTell ?? 'nothing'} was told`).toBe(mayTell !== undefined);
    for (const { where, text } of seen) {
      const rest = text.replaceAll(told, '');
      for (const part of secret) expect(rest.includes(part), `${moment}: a part of a cookie in ${where}`).toBe(false);
      expect(TOKEN_LIKE.exec(rest)?.[0], `${moment}: token-like in ${where}`).toBeUndefined();
    }
    expect(seen.length, `${moment}: something was looked at`).toBeGreaterThan(6);
  }

  /** Every cookie is kept from scripts; its value, and the parts of it that are signed. */
  async #cookieParts(): Promise<string[]> {
    const cookies = await this.page.context().cookies();
    for (const { name, httpOnly, sameSite, path } of cookies) {
      expect({ name, httpOnly, sameSite, path }).toEqual({ name, httpOnly: true, sameSite: 'Lax', path: '/' });
    }
    return cookies.flatMap(({ value }) => [value, ...value.split('.')]).filter((part) => part.length > 8);
  }

  async #reachable(): Promise<Seen[]> {
    const found = await this.page.evaluate(async () => {
      const dump = (storage: Storage) => JSON.stringify(Object.entries(storage));
      const databases = await indexedDB.databases();
      const workers = 'serviceWorker' in navigator ? await navigator.serviceWorker.getRegistrations() : [];
      const caches = 'caches' in window ? await window.caches.keys() : [];
      return {
        localStorage: dump(localStorage),
        sessionStorage: dump(sessionStorage),
        'document.cookie': document.cookie,
        'the address': location.href,
        'the history': JSON.stringify(history.state ?? null),
        'the name of the window': window.name,
        'the page': document.documentElement.outerHTML,
        databases: databases.map(({ name }) => name ?? '').join(),
        workers: workers.map(({ scope }) => scope).join(),
        caches: caches.join(),
      };
    });
    const { databases, workers, caches, ...texts } = found;
    expect({ databases, workers, caches, cookie: texts['document.cookie'] }).toEqual({
      databases: '',
      workers: '',
      caches: '',
      cookie: '',
    });
    return Object.entries(texts).map(([where, text]) => ({ where, text }));
  }
}

async function bodyOf(response: Response): Promise<Seen> {
  const { pathname } = new URL(response.url());
  const where = `the answer of ${response.request().method()} ${pathname}`;
  if (!pathname.startsWith(API)) return { where, text: '' };
  return { where, text: await response.text().catch(() => '') };
}
