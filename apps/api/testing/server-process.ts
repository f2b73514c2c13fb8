import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { PASSWORD } from './given.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const READY_MS = 45_000;

/** Wardkeep as a process of its own, started from the sources as they are. */
export class ServerProcess {
  private text = '';

  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (part: Buffer) => (this.text += part.toString()));
  }

  static async start(dataDir: string, env: Readonly<Record<string, string>> = {}): Promise<ServerProcess> {
    const port = await freePort();
    const child = spawn(process.execPath, ['--import', './apps/api/testing/typescript.mjs', 'apps/api/src/main.ts'], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        PORT: String(port),
        WARDKEEP_DATA_DIR: dataDir,
        WARDKEEP_INITIAL_ADMIN_PASSWORD: PASSWORD,
        ...env,
      },
    });
    return new ServerProcess(child, `http://127.0.0.1:${port}`);
  }

  /** Everything it printed. */
  get output(): string {
    return this.text;
  }

  /** Until it answers; throws with what it printed when it ends before. */
  async ready(): Promise<this> {
    const until = Date.now() + READY_MS;
    while (Date.now() < until && this.child.exitCode === null) {
      const answer = await fetch(`${this.url}/health/ready`).catch(() => null);
      if (answer?.ok) return this;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await this.stop('SIGKILL');
    throw new Error(`The server did not start:\n${this.text}`);
  }

  /** Its exit code once it has ended. */
  async ended(): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'close');
    return this.child.exitCode;
  }

  async stop(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    this.child.kill(signal);
    return this.ended();
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
