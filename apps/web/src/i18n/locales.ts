const files = import.meta.glob<Record<string, unknown>>('./locales/*/*.json', { import: 'default' });

/** One small file per language and part of the console, fetched when first needed. */
export async function loadTexts(language: string, namespace: string): Promise<Record<string, unknown>> {
  const load = files[`./locales/${language}/${namespace}.json`];
  if (!load) throw new Error(`No texts ${language}/${namespace}`);
  return load();
}
