import { randomBytes } from 'node:crypto';
import { link, mkdir, open, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errorCode } from '../error-code.js';
import { KEY_BYTES, KeyRing, KeyRingError, parseKeyRing, printKeyRing } from './key-ring.js';

const MAX_BYTES = 65_536;
const OTHERS = 0o077;

export type OpenedKeyRing = {
  readonly ring: KeyRing;
  /** Whether the file was made just now: then somebody has to be told to back it up. */
  readonly isNew: boolean;
};

/**
 * The key ring of this installation. `mayGenerate` says that no database was sealed yet (it has no `key_check` row):
 * only then is a missing file made. Of two first starts at once one makes the file and the other reads it.
 */
export async function openKeyRing(path: string, mayGenerate: boolean, now = new Date()): Promise<OpenedKeyRing> {
  const text = await readPrivately(path);
  if (text !== null) return { ring: parseKeyRing(text, path), isNew: false };
  if (!mayGenerate) {
    throw new KeyRingError(
      `${path}: is missing, and the database is sealed with its key. Copy the file from the machine the database was ` +
        'first started on, or from its backup, or name it in WARDKEEP_KEYS_FILE.',
    );
  }
  const ring = newRing(now);
  const isNew = await writeOnce(path, printKeyRing(ring));
  return isNew ? { ring, isNew } : openKeyRing(path, false, now);
}

function newRing(now: Date): KeyRing {
  const id = `kek-${now.getUTCFullYear()}a`;
  return new KeyRing([{ id, key: randomBytes(KEY_BYTES), created: now.toISOString() }]);
}

/** The text of a file that nobody else can read; null when there is none. */
async function readPrivately(path: string): Promise<string | null> {
  try {
    const file = await open(path, 'r');
    try {
      const facts = await file.stat();
      if (!facts.isFile() || facts.size > MAX_BYTES) throw new KeyRingError(`${path}: is not a key file.`);
      refuseOthers(facts.mode, path);
      return await file.readFile('utf8');
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof KeyRingError) throw error;
    const code = errorCode(error);
    if (code === 'ENOENT') return null;
    throw new KeyRingError(`${path}: can not be read (${code}). Make it readable for the user that runs Wardkeep.`);
  }
}

/** Windows has no such mode bits: there the folder's access list decides. */
function refuseOthers(mode: number, path: string): void {
  if (process.platform === 'win32' || (mode & OTHERS) === 0) return;
  throw new KeyRingError(`${path}: others can read it (mode ${(mode & 0o777).toString(8)}). Run: chmod 600 ${path}`);
}

/**
 * Puts the whole file there at once, or finds that somebody else did (false). The content is on the disk before the
 * name is: no crash leaves half a key under it.
 */
async function writeOnce(path: string, content: string): Promise<boolean> {
  const folder = dirname(path);
  const draft = join(folder, `.${basename(path)}.${randomBytes(6).toString('hex')}`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeDraft(draft, content);
    await link(draft, path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw new KeyRingError(
      `${path}: can not be made (${errorCode(error)}). Make its folder writable, or bring a key file.`,
    );
  } finally {
    await unlink(draft).catch(() => undefined);
    await syncFolder(folder).catch(() => undefined);
  }
}

async function writeDraft(draft: string, content: string): Promise<void> {
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
