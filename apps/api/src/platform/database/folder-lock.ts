import { readFileSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Another process uses the data directory. */
export class FolderInUse extends Error {
  constructor(folder: string, pid: number) {
    super(`${folder} is in use by process ${pid}. Stop that process, or set WARDKEEP_DATA_DIR to another directory.`);
    this.name = 'FolderInUse';
  }
}

type Holder = { readonly pid: number; readonly started: string };

/**
 * Takes the data directory for this process: the embedded database has no lock of its own, and two
 * processes on it would destroy it. A holder that was killed is noticed and replaced.
 * @returns what gives the directory back
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'process.lock');
  const mine: Holder = { pid: process.pid, started: startOf(process.pid) ?? '' };
  for (let tries = 0; tries < 5; tries += 1) {
    if (await wrote(path, mine)) return () => rm(path, { force: true });
    const holder = await holderOf(path);
    if (holder && isAlive(holder)) throw new FolderInUse(folder, holder.pid);
    await setAside(path);
  }
  throw new Error(`${path} can not be written`);
}

async function wrote(path: string, holder: Holder): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600);
    await file.writeFile(JSON.stringify(holder));
    await file.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function holderOf(path: string): Promise<Holder | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Holder;
  } catch {
    return null;
  }
}

/** Renaming is atomic: of two processes that find the same dead holder, one moves it away. */
async function setAside(path: string): Promise<void> {
  const aside = `${path}.${process.pid}`;
  await rename(path, aside).catch(() => undefined);
  await rm(aside, { force: true });
}

function isAlive({ pid, started }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return started === '' || startOf(pid) === null || startOf(pid) === started;
}

/** When a process started, in ticks since boot: tells a process from a later one with the same id. Linux only. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
