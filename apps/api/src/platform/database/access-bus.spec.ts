import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Config } from '../config/config.js';
import { AccessBus, type AccessChange } from './access-bus.js';

const ready = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);
const welcome = Buffer.concat([Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0]), ready]);
const done = Buffer.concat([Buffer.from([0x43, 0, 0, 0, 7, 0x4f, 0x4b, 0]), ready]);
const STATEMENT = 0x51;

/** As much of a PostgreSQL server as listening needs. While it is silent it takes statements and answers none. */
class SmallServer {
  readonly server: Server;
  private readonly sockets = new Set<Socket>();
  isSilent = false;

  constructor() {
    this.server = createServer((socket) => {
      this.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('data', (bytes) => {
        if (!this.isSilent) socket.write(bytes[0] === STATEMENT ? done : welcome);
      });
    });
  }

  async url(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `postgres://wardkeep@127.0.0.1:${(this.server.address() as AddressInfo).port}/wardkeep`;
  }

  disconnectAll(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  close(): void {
    this.disconnectAll();
    this.server.close();
  }
}

let server: SmallServer;
let bus: AccessBus;
let told: AccessChange[];
beforeEach(async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
  server = new SmallServer();
  bus = new AccessBus({ database: { url: await server.url() } } as Config);
  told = [];
  bus.subscribe((change) => told.push(change));
  await bus.onModuleInit();
});
afterEach(async () => {
  jest.useRealTimers();
  server.close();
  await bus.onApplicationShutdown();
});

const becomes = async (isHeard: boolean) => {
  for (let turn = 0; turn < 5_000 && bus.isHeard !== isHeard; turn += 1) await new Promise(setImmediate);
  expect(bus.isHeard).toBe(isHeard);
};

describe('what is heard of changed access', () => {
  it('begins with forgetting what was read before anybody listened', () => {
    expect(bus.isHeard).toBe(true);
    expect(told).toEqual([{ kind: 'domain', id: '*' }]);
  });

  it('is not relied upon while the connection is lost, and again once there is another', async () => {
    server.disconnectAll();
    await becomes(false);
    expect(told).toHaveLength(2);
    await jest.advanceTimersByTimeAsync(500);
    await becomes(true);
    expect(told).toHaveLength(3);
  });

  it('is not relied upon once the connection says nothing any more', async () => {
    server.isSilent = true;
    await jest.advanceTimersByTimeAsync(5_000);
    await jest.advanceTimersByTimeAsync(3_000);
    await becomes(false);
    server.isSilent = false;
    await jest.advanceTimersByTimeAsync(500);
    await becomes(true);
  });

  it('goes on while the connection answers', async () => {
    for (let pulse = 0; pulse < 3; pulse += 1) {
      await jest.advanceTimersByTimeAsync(5_000);
      for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
    }
    expect(bus.isHeard).toBe(true);
    expect(told).toHaveLength(1);
  });
});
