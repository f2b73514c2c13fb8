import { createInstance } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { LANGUAGES, type Language } from 'wardkeep/contracts';
import { keep, kept } from '../lib/kept';

export const i18n = createInstance();

export const isLanguage = (text: unknown): text is Language => (LANGUAGES as readonly unknown[]).includes(text);

/** The language chosen in this browser, else the first of the browser's that there is. */
export function preferredLanguage(): Language {
  const chosen = kept('language');
  if (isLanguage(chosen)) return chosen;
  return navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage) ?? 'en';
}

type Load = (language: string, namespace: string) => Promise<Record<string, unknown>>;

export async function startI18n(load: Load): Promise<void> {
  i18n.use(initReactI18next).use({
    type: 'backend',
    read: (language: string, namespace: string, done: (error: unknown, data: unknown) => void) =>
      void load(language, namespace).then(
        (data) => done(null, data),
        (error: unknown) => done(error, null),
      ),
  });
  i18n.on('languageChanged', (language) => document.documentElement.setAttribute('lang', language));
  await i18n.init({
    lng: preferredLanguage(),
    fallbackLng: 'en',
    supportedLngs: [...LANGUAGES],
    ns: ['common'],
    defaultNS: 'common',
    partialBundledLanguages: true,
    interpolation: { escapeValue: false },
    react: { useSuspense: true },
  });
}

export async function speak(language: Language): Promise<void> {
  keep('language', language);
  if (i18n.resolvedLanguage !== language) await i18n.changeLanguage(language);
}
