/** What a call needs of a session. */
export type Session = { readonly token: string };

export type Call = {
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is. */
  readonly raw?: string;
  /** Sent as `If-Match`. */
  readonly version?: number;
  readonly headers?: Readonly<Record<string, string>>;
};

/** An answer with its body read: parsed when it is JSON. */
export type Answer<Body> = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Body;
};

type Headered = Readonly<Record<string, string>>;
const BASE = '/api/v1';

/** Calls the API over HTTP; paths are relative to its base unless they begin with `//`. */
export class Client {
  constructor(
    private readonly url: string,
    /** The headers that every call sends. */
    readonly sent: Headered = {},
  ) {}

  get<Body = unknown>(path: string, call: Call = {}): Promise<Answer<Body>> {
    return this.call<Body>('GET', path, call);
  }

  post<Body = unknown>(path: string, body?: unknown, call: Call = {}): Promise<Answer<Body>> {
    return this.call<Body>('POST', path, { ...call, body });
  }

  patch<Body = unknown>(path: string, version: number, body: unknown, call: Call = {}): Promise<Answer<Body>> {
    return this.call<Body>('PATCH', path, { ...call, version, body });
  }

  delete<Body = unknown>(path: string, call: Call = {}): Promise<Answer<Body>> {
    return this.call<Body>('DELETE', path, call);
  }

  async call<Body = unknown>(method: string, path: string, call: Call = {}): Promise<Answer<Body>> {
    const { body, raw, version, headers } = call;
    const content = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const response = await fetch(this.url + (path.startsWith('//') ? path.slice(1) : BASE + path), {
      method,
      redirect: 'manual',
      headers: {
        ...(content === undefined ? {} : { 'content-type': 'application/json' }),
        ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
        ...this.sent,
        ...headers,
      },
      ...(content === undefined ? {} : { body: content }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: parsed(text) as Body };
  }

  with(headers: Headered): Client {
    return new Client(this.url, { ...this.sent, ...headers });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
