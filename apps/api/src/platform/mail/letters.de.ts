import { inWords, type Words } from './wording.js';

const NOT_YOU = 'Waren Sie das nicht selbst, benachrichtigen Sie sofort Ihre Administration.';

export const GERMAN: Words = {
  greeting: 'Guten Tag',
  username: 'Benutzername',
  domain: 'Domain',
  letters: {
    invitation: {
      subject: 'Ihr Konto: Passwort festlegen',
      before: () => ['Für Sie wurde ein Konto angelegt. Legen Sie hier Ihr Passwort fest:'],
      after: ({ validHours }) => [
        `Der Link gilt einmal und ${validHours} Stunden lang.`,
        'Haben Sie diese Mail nicht erwartet, tun Sie nichts: Ohne Passwort kann niemand das Konto benutzen.',
      ],
    },
    welcome: {
      subject: 'Ihr Konto ist bereit',
      before: () => ['Für Sie wurde ein Konto angelegt. Melden Sie sich hier an:'],
      after: () => ['Ihr Passwort erhalten Sie von Ihrer Administration; es wird nie per Mail verschickt.'],
    },
    'password-changed': {
      subject: 'Ihr Passwort wurde geändert',
      before: () => ['Das Passwort Ihres Kontos wurde geändert. Melden Sie sich hier an:'],
      after: () => [NOT_YOU],
    },
    'password-reset': {
      subject: 'Neues Passwort festlegen',
      before: () => [
        'Sie selbst oder Ihre Administration haben ein neues Passwort angefordert. Legen Sie es hier fest:',
      ],
      after: ({ validMinutes }) => [
        `Der Link gilt einmal und ${validMinutes} Minuten lang. Ein früherer gilt nicht mehr.`,
        'Haben Sie das nicht angefordert, tun Sie nichts: Ihr Passwort bleibt, wie es ist.',
      ],
    },
    'password-set': {
      subject: 'Ihr Passwort wurde neu gesetzt',
      before: () => [
        'Ihre Administration hat für Ihr Konto ein neues Passwort gesetzt. Sie wurden überall abgemeldet. Melden Sie sich hier an:',
      ],
      after: () => ['Das Passwort erhalten Sie von Ihrer Administration; es wird nie per Mail verschickt.'],
    },
    'password-temporary': {
      subject: 'Für Sie wurde ein vorläufiges Passwort erzeugt',
      before: () => [
        'Ihre Administration hat für Ihr Konto ein vorläufiges Passwort erzeugt. Sie wurden überall abgemeldet. Melden Sie sich hier an:',
      ],
      after: () => [
        'Das Passwort erhalten Sie von Ihrer Administration; es wird nie per Mail verschickt. Es gilt 24 Stunden, und beim Anmelden legen Sie Ihr eigenes fest.',
        'Haben Sie nicht um Hilfe gebeten, benachrichtigen Sie sofort Ihre Administration.',
      ],
    },
    'password-expiring': {
      subject: 'Ihr Passwort läuft bald ab',
      before: ({ days }) => [
        `Ihr Passwort läuft in ${days === 1 ? 'einem Tag' : `${days} Tagen`} ab. Melden Sie sich an, um es zu ändern:`,
      ],
      after: () => ['Danach legen Sie beim nächsten Anmelden ein neues fest.'],
    },
    'provider-expiring': {
      subject: 'Single Sign-on: ein Geheimnis oder Zertifikat läuft bald ab',
      before: ({ days }) => [
        `Ein Geheimnis oder Zertifikat eines Identitätsanbieters Ihrer Domain läuft in ${days === 1 ? 'einem Tag' : `${days} Tagen`} ab. Melden Sie sich an, um zu sehen, welches, und es zu ersetzen:`,
      ],
      after: () => ['Danach meldet sich niemand mehr über diesen Anbieter an, bis es ersetzt ist.'],
    },
    'two-factor-enrolled': {
      subject: 'Zwei-Faktor-Anmeldung ist eingerichtet',
      before: () => ['Für Ihr Konto wurde eine Authenticator-App eingerichtet. Melden Sie sich hier an:'],
      after: () => [NOT_YOU],
    },
    'two-factor-removed': {
      subject: 'Zwei-Faktor-Anmeldung ist ausgeschaltet',
      before: () => ['Die Authenticator-App wurde von Ihrem Konto entfernt. Melden Sie sich hier an:'],
      after: () => [NOT_YOU],
    },
    'two-factor-reset': {
      subject: 'Ihre Zwei-Faktor-Anmeldung wurde zurückgesetzt',
      before: () => [
        'Ihre Administration hat die Authenticator-App und die Wiederherstellungscodes von Ihrem Konto entfernt. Sie wurden überall abgemeldet. Melden Sie sich hier an:',
      ],
      after: () => ['Haben Sie nicht darum gebeten, benachrichtigen Sie sofort Ihre Administration.'],
    },
    'recovery-code-used': {
      subject: 'Ein Wiederherstellungscode wurde benutzt',
      before: ({ left }) => [
        `Bei Ihrem Konto hat sich jemand mit einem der Wiederherstellungscodes angemeldet. Übrig: ${left}. Neue erzeugen Sie in Ihrem Konto:`,
      ],
      after: () => [NOT_YOU],
    },
    'account-locked': {
      subject: 'Ihr Konto ist gesperrt',
      before: ({ until }) => [
        'Zu viele Anmeldungen bei Ihrem Konto sind fehlgeschlagen.',
        until === null
          ? 'Es ist gesperrt, bis Ihre Administration es entsperrt. Melden Sie sich danach hier an:'
          : `Es ist gesperrt bis ${inWords(until)}. Melden Sie sich danach hier an:`,
      ],
      after: () => [
        'Waren Sie das nicht selbst, benachrichtigen Sie Ihre Administration: Vielleicht rät jemand Ihr Passwort.',
      ],
    },
  },
};
