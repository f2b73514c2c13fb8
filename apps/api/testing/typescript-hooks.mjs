/** How typescript.mjs finds and compiles the sources; runs on Node's thread for such. */
import { transformFile } from '@swc/core';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const libraries = {
  'wardkeep/contracts': 'libs/contracts/src/index.ts',
  'wardkeep/contracts/dto': 'libs/contracts/src/dto.ts',
  'wardkeep/rules': 'libs/rules/src/index.ts',
  'wardkeep/client': 'libs/client/src/index.ts',
};
const root = new URL('../../../', import.meta.url);

export function resolve(specifier, context, next) {
  const library = libraries[specifier];
  if (library) return { url: new URL(library, root).href, shortCircuit: true };
  if (!/^\.{1,2}\/.*\.js$/.test(specifier) || context.parentURL?.includes('/node_modules/'))
    return next(specifier, context);
  const source = new URL(specifier.replace(/js$/, 'ts'), context.parentURL);
  return existsSync(source) ? { url: source.href, shortCircuit: true } : next(specifier, context);
}

export async function load(url, context, next) {
  if (!url.endsWith('.ts') || url.includes('/node_modules/')) return next(url, context);
  const { code } = await transformFile(fileURLToPath(url), { sourceMaps: 'inline' });
  return { format: 'module', source: code, shortCircuit: true };
}
