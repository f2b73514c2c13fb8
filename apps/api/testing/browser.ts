type Seen = { readonly status: number; readonly url: string; readonly location: string | null; readonly text: string };

const MOST_HOPS = 12;

/** As far as sign-ins go a browser: keeps cookies by host and follows redirects; addresses of ours are where `reach` says. */
export class TestBrowser {
  private readonly jars = new Map<string, Map<string, string>>();

  constructor(private readonly reach: (url: string) => string) {}

  /** One page, without going where it leads. */
  async open(url: string, init: RequestInit = {}): Promise<Seen> {
    const at = this.reach(url);
    const jar = this.jarOf(at);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { accept: 'text/html', ...(cookie !== '' && { cookie }), ...init.headers };
    const response = await fetch(at, { ...init, redirect: 'manual', headers });
    for (const line of response.headers.getSetCookie()) this.keep(jar, line);
    const location = response.headers.get('location');
    const next = location === null ? null : new URL(location, url).href;
    return { status: response.status, url, location: next, text: await response.text() };
  }

  /** Follows where pages lead until one leads to an address that `until` knows; that one is not opened. */
  async follow(url: string, until: (url: string) => boolean): Promise<string> {
    let at = url;
    for (let hop = 0; hop < MOST_HOPS; hop += 1) {
      const { location, status, text } = await this.open(at);
      if (location === null) throw new Error(`${at} leads nowhere: ${status} ${wordsOf(text)}`);
      if (until(location)) return location;
      at = location;
    }
    throw new Error(`${url} leads round and round`);
  }

  cookie(url: string, name: string): string | undefined {
    return this.jarOf(this.reach(url)).get(name);
  }

  private jarOf(url: string): Map<string, string> {
    const { host } = new URL(url);
    const jar = this.jars.get(host) ?? new Map<string, string>();
    this.jars.set(host, jar);
    return jar;
  }

  private keep(jar: Map<string, string>, line: string): void {
    const [pair = '', ...attributes] = line.split(';');
    const [name = '', ...value] = pair.split('=');
    const isGone = attributes.some((each) => /^\s*(?:max-age=0|expires=Thu, 01 Jan 1970)/i.test(each));
    if (isGone) jar.delete(name.trim());
    else jar.set(name.trim(), value.join('='));
  }
}

/** What a page says, without its markup. */
function wordsOf(html: string): string {
  const body = /<body[^>]*>([\s\S]*)<\/body>/i.exec(html)?.[1] ?? html;
  return body
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .slice(0, 300);
}
