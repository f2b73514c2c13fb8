import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { isUploadBegun } from './request-bodies.js';

/** How long a request may take to arrive. */
export type RequestTimes = {
  readonly requestMs: number;
  /** A file comes as fast as a line lets it: it may take long as a whole, and bring little in no stretch of that time. */
  readonly uploadMs: number;
  readonly stretchMs: number;
  readonly stretchBytes: number;
};

export const REQUEST_TIMES: RequestTimes = {
  requestMs: 30_000,
  uploadMs: 3_600_000,
  stretchMs: 30_000,
  stretchBytes: 65_536,
};

/** Ends requests that take longer than they may, whatever has been answered: who sends slowly holds a connection. */
export function limitArrival(server: FastifyInstance, times: RequestTimes): void {
  const short = { ...times, uploadMs: times.requestMs, stretchBytes: 0 };
  // Not a hook: none is asked about an address that can not be read.
  server.server.on('request', (raw: IncomingMessage) => {
    if (hasBody(raw)) watch(server, raw, isUploadBegun(raw) ? times : short);
  });
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function watch(server: FastifyInstance, raw: IncomingMessage, times: RequestTimes): void {
  const { uploadMs, stretchMs, stretchBytes } = times;
  const { socket } = raw;
  const until = performance.now() + uploadMs;
  let seen = socket.bytesRead;
  const look = () => {
    if (raw.complete) return;
    const isLate = performance.now() >= until;
    const isSlow = socket.bytesRead - seen < stretchBytes && !raw.isPaused();
    if (isLate || isSlow) return cutOff(server, raw);
    seen = socket.bytesRead;
    wait();
  };
  let timer: NodeJS.Timeout | undefined;
  const wait = () => (timer = setTimeout(look, Math.min(stretchMs, until - performance.now())).unref());
  wait();
  raw.once('close', () => clearTimeout(timer));
}

/** As Node does it by itself for a whole server. */
function cutOff(server: FastifyInstance, { socket }: IncomingMessage): void {
  const error = Object.assign(new Error('The request took too long to arrive'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
  server.server.emit('clientError', error, socket);
}
