import { readFileSync, statSync } from 'node:fs';
import { LineCounter, parseDocument } from 'yaml';
import { errorCode } from '../error-code.js';

const MAX_BYTES = 1_048_576;
const MAX_DEPTH = 8;

/** What a file says, by dotted name; or what is wrong with it. Neither holds a value in its text. */
export type FileContent = { readonly values: ReadonlyMap<string, unknown>; readonly problems: readonly string[] };

/** Reads YAML, and JSON, which is YAML too. `leaves` are the names whose value is not a section to look into. */
export function readConfigFile(path: string, leaves: ReadonlySet<string>): FileContent {
  const source = readText(path);
  if (typeof source !== 'string') return { values: new Map(), problems: [source.problem] };

  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  if (document.errors.length > 0 || document.warnings.length > 0) {
    const faults = [...document.errors, ...document.warnings];
    return {
      values: new Map(),
      problems: faults.map(
        (fault) => `${path}: line ${lines.linePos(fault.pos[0]).line} can not be read (${fault.code})`,
      ),
    };
  }
  return flatten(path, toPlain(document), leaves);
}

function readText(path: string): string | { readonly problem: string } {
  try {
    const facts = statSync(path);
    if (!facts.isFile()) return { problem: `${path}: is not a file` };
    if (facts.size > MAX_BYTES) return { problem: `${path}: is larger than 1 MiB` };
    const content = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
    return content.includes('\0') ? { problem: `${path}: is not text` } : content;
  } catch (error) {
    return { problem: `${path}: can not be read (${errorCode(error) || 'not UTF-8'})` };
  }
}

/** Null stands for a document that can not be expanded, such as one with thousands of aliases. */
function toPlain(document: ReturnType<typeof parseDocument>): { readonly root: unknown } | null {
  try {
    return { root: document.toJS({ maxAliasCount: 100 }) as unknown };
  } catch {
    return null;
  }
}

function flatten(path: string, plain: { readonly root: unknown } | null, leaves: ReadonlySet<string>): FileContent {
  const values = new Map<string, unknown>();
  const problems: string[] = [];

  const walk = (section: Record<string, unknown>, prefix: string, depth: number): void => {
    for (const [key, value] of Object.entries(section)) {
      const name = prefix + key;
      if (leaves.has(name)) values.set(name, value);
      else if (isSection(value) && depth < MAX_DEPTH && hasLeafBelow(name, leaves)) walk(value, `${name}.`, depth + 1);
      else if (!(value === null && hasLeafBelow(name, leaves))) problems.push(`${readable(name)}: is not a setting`);
    }
  };

  if (plain === null) problems.push(`${path}: can not be expanded`);
  else if (isSection(plain.root)) walk(plain.root, '', 0);
  else if (plain.root !== null) problems.push(`${path}: must hold names with values`);
  return { values, problems };
}

function isSection(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hasLeafBelow(name: string, leaves: ReadonlySet<string>): boolean {
  return [...leaves].some((leaf) => leaf.startsWith(`${name}.`));
}

/** A name as it can be printed: what is not a plain name is cut and escaped. */
export function readable(name: string): string {
  return /^[\w.-]{1,80}$/.test(name) ? name : JSON.stringify(name.slice(0, 40));
}
