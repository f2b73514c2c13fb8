import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { Injectable } from '@nestjs/common';
import { OutgoingGuard, type OutgoingTarget } from './outgoing-guard.js';
import { OutgoingProblem } from './outgoing-problem.js';

export type OutgoingRequest = {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly maxBytes?: number;
  readonly timeoutMs?: number;
  /** Ends it earlier. */
  readonly signal?: AbortSignal | undefined;
};

const MAX_BYTES = 1_048_576;
const TIMEOUT_MS = 5_000;
const NO_BODY = new Set([101, 204, 205, 304]);

/**
 * Asks another server over the web: within a time, up to a size, only where the guard lets it, and never where an answer
 * leads. Everything that is fetched from an address that people type or documents name goes through here.
 */
@Injectable()
export class Outgoing {
  constructor(private readonly guard: OutgoingGuard) {}

  async fetch(address: string, asked: OutgoingRequest = {}): Promise<Response> {
    const late = AbortSignal.timeout(asked.timeoutMs ?? TIMEOUT_MS);
    const signal = asked.signal ? AbortSignal.any([late, asked.signal]) : late;
    const target = await inTime(this.guard.resolve(address), signal, address);
    try {
      const answer = await send(target, asked, signal);
      return await read(answer, target, asked.maxBytes ?? MAX_BYTES);
    } catch (error) {
      throw problemOf(error, target, signal);
    }
  }
}

function send(target: OutgoingTarget, asked: OutgoingRequest, signal: AbortSignal): Promise<IncomingMessage> {
  const { url, host, port, addresses } = target;
  const body = asked.body === undefined ? null : Buffer.from(asked.body);
  const options: RequestOptions = {
    host,
    port,
    path: `${url.pathname}${url.search}`,
    method: asked.method ?? 'GET',
    headers: { ...asked.headers, host: url.host, ...(body && { 'content-length': body.length }) },
    agent: false,
    signal,
    lookup: (_host, { all }, answer) => {
      const [first] = addresses;
      if (all || !first) answer(null, [...addresses]);
      else answer(null, first.address, first.family);
    },
  };
  return new Promise((resolve, reject) => {
    const request = url.protocol === 'https:' ? httpsRequest(options) : httpRequest(options);
    request.once('response', resolve).once('error', reject);
    request.end(body ?? undefined);
  });
}

async function read(answer: IncomingMessage, { url }: OutgoingTarget, maxBytes: number): Promise<Response> {
  const status = answer.statusCode ?? 500;
  if (status >= 300 && status < 400) {
    answer.destroy();
    throw new OutgoingProblem('redirected', `${url.origin} leads elsewhere (${status}); write the address it leads to`);
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) {
      answer.destroy();
      throw new OutgoingProblem('too-large', `${url.origin} answered more than ${maxBytes} bytes`);
    }
    chunks.push(chunk);
  }
  const headers = Object.entries(answer.headersDistinct).flatMap(([name, values = []]) =>
    values.map((value): [string, string] => [name, value]),
  );
  return new Response(NO_BODY.has(status) ? null : Buffer.concat(chunks), { status, headers });
}

/** A name that is looked up can not be called back: nobody waits for it any more. */
async function inTime<T>(work: Promise<T>, signal: AbortSignal, address: string): Promise<T> {
  work.catch(() => undefined);
  let stop: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(new OutgoingProblem('late', `${address} was not looked up in time`));
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function problemOf(error: unknown, { url, port }: OutgoingTarget, signal: AbortSignal): OutgoingProblem {
  if (error instanceof OutgoingProblem) return error;
  if (signal.aborted) return new OutgoingProblem('late', `${url.host} did not answer in time`);
  const { code, message } = error as NodeJS.ErrnoException;
  return new OutgoingProblem('unreachable', `${url.hostname}:${port} can not be reached (${code ?? message})`);
}
