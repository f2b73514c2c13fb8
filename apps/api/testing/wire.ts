import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Stands between Wardkeep and a directory, and can cut or hold what the directory answers. */
export class Wire {
  private readonly sockets = new Set<Socket>();
  private passed = 0;
  private limit = Number.POSITIVE_INFINITY;
  private isHolding = false;

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async to(target: string): Promise<Wire> {
    const { hostname, port } = new URL(target);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const wire = new Wire(server, `ldap://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.on('connection', (near) => wire.join(near, connect(Number(port), hostname)));
    return wire;
  }

  /** After so many bytes of answers from now on the connection is cut, or says nothing any more. */
  endAfter(bytes: number, how: 'cut' | 'hold'): void {
    this.passed = 0;
    this.limit = bytes;
    this.isHolding = how === 'hold';
  }

  heal(): void {
    this.limit = Number.POSITIVE_INFINITY;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(near: Socket, far: Socket): void {
    for (const socket of [near, far]) {
      this.sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => this.end(near, far));
    }
    near.pipe(far);
    far.on('data', (part: Buffer) => this.pass(near, part));
  }

  private pass(near: Socket, part: Buffer): void {
    this.passed += part.length;
    if (this.passed <= this.limit) near.write(part);
    else if (!this.isHolding) near.destroy();
  }

  private end(...sockets: readonly Socket[]): void {
    for (const socket of sockets) {
      socket.destroy();
      this.sockets.delete(socket);
    }
  }
}
