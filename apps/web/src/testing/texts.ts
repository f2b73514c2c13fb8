import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { startI18n } from '../i18n';

const LOCALES = join(import.meta.dirname, '../i18n/locales');

export type Texts = { readonly [key: string]: string | Texts };

export const namespacesOf = (language: string): string[] =>
  readdirSync(join(LOCALES, language)).map((file) => file.replace('.json', ''));

export const textsOf = (language: string, namespace: string): Texts =>
  JSON.parse(readFileSync(join(LOCALES, language, `${namespace}.json`), 'utf8')) as Texts;

/** Starts the console's texts in English, all of them at hand. */
export async function speakEnglish(): Promise<void> {
  await startI18n((language, namespace) => Promise.resolve(textsOf(language, namespace)));
  const { i18n } = await import('../i18n');
  await i18n.changeLanguage('en');
  await i18n.loadNamespaces(namespacesOf('en'));
}
