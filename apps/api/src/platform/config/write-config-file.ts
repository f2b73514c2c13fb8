import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseDocument, type Document } from 'yaml';

/**
 * Sets some settings in the configuration file and keeps all else in it, comments too; makes the file when there is
 * none. The file must be one that `readConfigFile` finds nothing wrong with.
 */
export function writeConfigFile(path: string, settings: ReadonlyMap<string, unknown>): void {
  const document = parseDocument(existsSync(path) ? readFileSync(path, 'utf8') : '');
  for (const [name, value] of settings) set(document, name, value);
  writeFileSync(path, path.endsWith('.json') ? asJson(document) : document.toString());
}

/** A name may stand in the file in one piece, or as sections. */
function set(document: Document.Parsed, name: string, value: unknown): void {
  if (document.has(name)) {
    document.set(name, value);
    return;
  }
  const [section = '', ...rest] = name.split('.');
  if (rest.length > 0 && document.has(section) && document.get(section) == null) document.delete(section);
  document.setIn([section, ...rest], value);
}

function asJson(document: Document.Parsed): string {
  return `${JSON.stringify(document.toJS(), null, 2)}\n`;
}
