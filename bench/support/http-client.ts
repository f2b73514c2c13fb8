import { Agent, request, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';

export type Answer = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly ms: number;
};

export type Send = {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: unknown;
  readonly agent?: Agent;
};

const shared = keepAlive(256);

export function keepAlive(maxSockets: number): Agent {
  return new Agent({ keepAlive: true, maxSockets });
}

/** One request, timed until its last byte. */
export function send(url: string, { method = 'GET', headers = {}, body, agent = shared }: Send = {}): Promise<Answer> {
  const text = body === undefined ? null : JSON.stringify(body);
  const content =
    text === null ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, agent, headers: { ...content, ...headers } }, (reply) => {
      const chunks: Buffer[] = [];
      reply.on('data', (chunk: Buffer) => chunks.push(chunk));
      reply.on('error', reject);
      reply.on('end', () => {
        const ms = performance.now() - start;
        const { statusCode: status = 0, headers: received } = reply;
        resolve({ status, headers: received, body: Buffer.concat(chunks).toString('utf8'), ms });
      });
    });
    sent.on('error', reject);
    sent.end(text ?? undefined);
  });
}

/** The parsed answer of a request that must succeed. */
export async function must<Result>(url: string, options: Send = {}): Promise<Result> {
  const { status, body } = await send(url, options);
  if (status >= 300) throw new Error(`${options.method ?? 'GET'} ${url} answered ${status}: ${body.slice(0, 300)}`);
  return (body === '' ? null : JSON.parse(body)) as Result;
}
