import { LANGUAGES, type Language } from 'wardkeep/contracts';
import { GERMAN } from './letters.de.js';
import { ENGLISH } from './letters.en.js';
import { escapeHtml, exactWord, plainWords } from './plain-words.js';
import type { Letter, Mail, MailKind, MailOf } from './mail.js';
import type { Words } from './wording.js';

const WORDS: Readonly<Record<Language, Words>> = { en: ENGLISH, de: GERMAN };

/** The mail in the recipient's language. Links begin with the configured public address, never with a header's. */
export function writeLetter(mail: Mail, baseUrl: string): Letter {
  const language = LANGUAGES.find((known) => known === mail.language) ?? 'en';
  const words = WORDS[language];
  const name = plainWords(mail.to.name);
  const greeting = name === '' ? `${words.greeting},` : `${words.greeting} ${name},`;
  const account = [`${words.username}: ${exactWord(mail.username)}`, `${words.domain}: ${plainWords(mail.domain)}`];
  const { subject, before, after } = wordsOf(words, mail);
  const link = linkOf(mail, baseUrl);
  const opening = [greeting, ...before];
  const closing = [...account, ...after];
  return {
    to: { name, address: mail.to.address },
    subject,
    text: [...opening, link, ...closing].join('\n\n') + '\n',
    html: toHtml(language, opening, link, closing),
    language,
  };
}

function wordsOf<Kind extends MailKind>(words: Words, mail: MailOf<Kind>) {
  const { subject, before, after } = words.letters[mail.kind];
  return { subject, before: before(mail), after: after(mail) };
}

/** A token stands in the fragment, which no browser sends and no server logs. */
function linkOf(mail: Mail, baseUrl: string): string {
  const isForPassword = mail.kind === 'invitation' || mail.kind === 'password-reset';
  return isForPassword ? `${baseUrl}/reset#${mail.token}` : `${baseUrl}/`;
}

function toHtml(language: Language, before: readonly string[], link: string, after: readonly string[]): string {
  const paragraph = (text: string) => `<p>${escapeHtml(text)}</p>`;
  const href = escapeHtml(link);
  return [
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8"></head>`,
    '<body style="font-family:sans-serif;line-height:1.5">',
    ...before.map(paragraph),
    `<p><a href="${href}">${href}</a></p>`,
    ...after.map(paragraph),
    '</body></html>',
  ].join('\n');
}
