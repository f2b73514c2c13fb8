import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Server } from 'node:http';

/** What is under way has this long to end. */
const GRACE_MS = 2_000;

/**
 * A browser opens connections ahead and sends nothing on them: they are neither at work nor idle, and a server that stops
 * would wait for each until its time is over.
 */
@Injectable()
export class LastConnections implements BeforeApplicationShutdown {
  constructor(private readonly host: HttpAdapterHost) {}

  beforeApplicationShutdown(): void {
    const server = this.host.httpAdapter.getHttpServer() as Server;
    const closing = setTimeout(() => server.closeAllConnections(), GRACE_MS);
    server.once('close', () => clearTimeout(closing));
  }
}
