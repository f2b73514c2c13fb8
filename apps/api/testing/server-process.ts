import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { PASSWORD } from './given.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const READY_MS = 60_000;

/** Wardkeep as a process of its own, of the sources as they are: a build may be older, or not there. */
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
    const [port, program] = [await freePort(), await compiled()];
    const child = spawn(process.execPath, [program], {
      cwd: dataDir,
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

type CommandResult = { readonly exitCode: number; readonly output: string; readonly errors: string };

/** `wardkeep <args>` as a process of its own, working in `folder`. */
export async function runCommand(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CommandResult> {
  const program = join(dirname(await compiled()), 'cli.js');
  const options = { cwd: folder, env: { PATH: process.env['PATH'], WARDKEEP_DATA_DIR: folder, ...env } };
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], options, (error, output, errors) =>
      resolve({ exitCode: typeof error?.code === 'number' ? error.code : 0, output, errors }),
    );
  });
}

let compiling: Promise<string> | null = null;

/** Compiles the sources as the build does, once, to where they find the packages; answers the path of main.js. */
function compiled(): Promise<string> {
  compiling ??= compile();
  return compiling;
}

async function compile(): Promise<string> {
  const target = join(ROOT, 'node_modules/.cache', `wardkeep-test-${process.pid}`);
  const sources = ['apps/api/src', 'apps/api/migrations', 'libs/contracts/src', 'libs/rules/src'];
  const swc = join(ROOT, 'node_modules/.bin/swc');
  await promisify(execFile)(swc, [...sources, '-d', target, '--ignore', '**/*.spec.ts'], { cwd: ROOT });
  const { name, type, exports } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as Package;
  const here = Object.entries(exports).map(([path, file]) => [path, file.replace('./dist/', './')]);
  await writeFile(join(target, 'package.json'), JSON.stringify({ name, type, exports: Object.fromEntries(here) }));
  return join(target, 'apps/api/src/main.js');
}

/** For `afterAll`. */
export async function removeCompiled(): Promise<void> {
  await rm(join(ROOT, 'node_modules/.cache', `wardkeep-test-${process.pid}`), { recursive: true, force: true });
}

type Package = { readonly name: string; readonly type: string; readonly exports: Readonly<Record<string, string>> };

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
