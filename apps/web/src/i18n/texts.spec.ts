import { describe, expect, it } from '@jest/globals';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { LANGUAGES, PERMISSIONS, PROBLEMS, PROVIDER_WARNINGS, SSO_REFUSALS } from 'wardkeep/contracts';
import { namespacesOf, textsOf, type Texts } from '../testing/texts';

const SOURCES = join(import.meta.dirname, '..');

const keysOf = (texts: Texts, prefix = ''): string[] =>
  Object.entries(texts).flatMap(([key, value]) =>
    typeof value === 'string' ? [`${prefix}${key}`] : keysOf(value, `${prefix}${key}.`),
  );

const known = new Set(namespacesOf('en').flatMap((ns) => keysOf(textsOf('en', ns)).map((key) => `${ns}:${key}`)));
const exists = (key: string) => known.has(key) || known.has(`${key}_other`);

/** The keys written out in a file. A key made of parts at run time is not seen here. */
function usedKeys(file: string): string[] {
  const source = readFileSync(file, 'utf8');
  const own = /useTranslation\('([^']+)'\)/.exec(source)?.[1] ?? 'common';
  const keys = [...source.matchAll(/\bt\(\s*'([^']+)'/g)].map((found) => found[1] ?? '');
  const chosen = [...source.matchAll(/\bt\([^()'`]*\? '([^']+)' : '([^']+)'/g)].flatMap((found) => found.slice(1));
  return [...keys, ...chosen].map((key) => (key.includes(':') ? key : `${own}:${key}`));
}

const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !/\.spec\.|testing\//.test(file))
  .map((file) => join(SOURCES, file));

describe('the texts', () => {
  it.each(namespacesOf('en'))('say the same things in every language: %s', (namespace) => {
    const english = keysOf(textsOf('en', namespace)).sort();
    for (const language of LANGUAGES) expect(keysOf(textsOf(language, namespace)).sort()).toEqual(english);
  });

  it('have every key that the console uses', () => {
    const missing = files.flatMap((file) => usedKeys(file).filter((key) => !exists(key)));
    expect(missing).toEqual([]);
  });

  it('say in English what the catalogue of permissions says', () => {
    const words = textsOf('en', 'permissions') as Record<string, Texts>;
    const said = PERMISSIONS.map(({ resource, action }) => words[resource]?.[action]);
    expect(said).toEqual(PERMISSIONS.map(({ description }) => description));
    expect(keysOf(words)).toHaveLength(PERMISSIONS.length);
  });

  it('have words for every refusal', () => {
    expect(Object.keys(PROBLEMS).filter((code) => !known.has(`problems:${code}`))).toEqual([]);
  });

  it('say why a sign-in at an identity provider was refused, and what a provider allows that it had better not', () => {
    const refusals = SSO_REFUSALS.flatMap((reason) => [`sso:refusal.${reason}.short`, `sso:refusal.${reason}.text`]);
    const warnings = PROVIDER_WARNINGS.map((warning) => `common:confirm.warnings.${warning}`);
    expect([...refusals, ...warnings].filter((key) => !known.has(key))).toEqual([]);
  });
});
