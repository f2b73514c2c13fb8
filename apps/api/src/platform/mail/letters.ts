import { LANGUAGES, type Language } from 'wardkeep/contracts';
import { escapeHtml, exactWord, plainWords } from './plain-words.js';
import type { Letter, Mail } from './mail.js';

type Values = {
  readonly name: string;
  readonly domain: string;
  readonly username: string;
  readonly link: string;
  readonly hours: number;
};

type Wording = {
  readonly subject: (values: Values) => string;
  readonly before: (values: Values) => readonly string[];
  readonly after: (values: Values) => readonly string[];
};

type Words = Readonly<Record<Mail['kind'], Wording>> & {
  readonly greeting: string;
  readonly username: string;
  readonly domain: string;
};

const ENGLISH: Words = {
  greeting: 'Hello',
  username: 'Username',
  domain: 'Domain',
  invitation: {
    subject: () => 'Your account: choose a password',
    before: () => ['An account has been made for you. Choose your password here:'],
    after: ({ hours }) => [
      `The link works once, within ${hours} hours.`,
      'If you did not expect this mail, do nothing: without a password nobody can use the account.',
    ],
  },
  welcome: {
    subject: () => 'Your account is ready',
    before: () => ['An account has been made for you. Sign in here:'],
    after: () => ['You get your password from your administrator; it is never sent by mail.'],
  },
  'password-changed': {
    subject: () => 'Your password was changed',
    before: () => ['The password of your account was changed. Sign in here:'],
    after: () => ['If this was not you, tell your administrator at once.'],
  },
};

const GERMAN: Words = {
  greeting: 'Guten Tag',
  username: 'Benutzername',
  domain: 'Domain',
  invitation: {
    subject: () => 'Ihr Konto: Passwort festlegen',
    before: () => ['Für Sie wurde ein Konto angelegt. Legen Sie hier Ihr Passwort fest:'],
    after: ({ hours }) => [
      `Der Link gilt einmal und ${hours} Stunden lang.`,
      'Haben Sie diese Mail nicht erwartet, tun Sie nichts: Ohne Passwort kann niemand das Konto benutzen.',
    ],
  },
  welcome: {
    subject: () => 'Ihr Konto ist bereit',
    before: () => ['Für Sie wurde ein Konto angelegt. Melden Sie sich hier an:'],
    after: () => ['Ihr Passwort erhalten Sie von Ihrer Administration; es wird nie per Mail verschickt.'],
  },
  'password-changed': {
    subject: () => 'Ihr Passwort wurde geändert',
    before: () => ['Das Passwort Ihres Kontos wurde geändert. Melden Sie sich hier an:'],
    after: () => ['Waren Sie das nicht selbst, benachrichtigen Sie sofort Ihre Administration.'],
  },
};

const WORDS: Readonly<Record<Language, Words>> = { en: ENGLISH, de: GERMAN };

/** The mail in the recipient's language. Links begin with the configured public address, never with a header's. */
export function writeLetter(mail: Mail, baseUrl: string): Letter {
  const language = LANGUAGES.find((known) => known === mail.language) ?? 'en';
  const words = WORDS[language];
  const values: Values = {
    name: plainWords(mail.to.name),
    domain: plainWords(mail.domain),
    username: exactWord(mail.username),
    link: mail.kind === 'invitation' ? `${baseUrl}/reset#${mail.token}` : `${baseUrl}/`,
    hours: mail.kind === 'invitation' ? mail.validHours : 0,
  };
  const wording = words[mail.kind];
  const greeting = values.name === '' ? `${words.greeting},` : `${words.greeting} ${values.name},`;
  const account = [`${words.username}: ${values.username}`, `${words.domain}: ${values.domain}`];
  const before = [greeting, ...wording.before(values)];
  const after = [...account, ...wording.after(values)];
  return {
    to: { name: values.name, address: mail.to.address },
    subject: wording.subject(values),
    text: [...before, values.link, ...after].join('\n\n') + '\n',
    html: toHtml(language, before, values.link, after),
    language,
  };
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
