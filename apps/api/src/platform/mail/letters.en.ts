import { inWords, type Words } from './wording.js';

const NOT_YOU = 'If this was not you, tell your administrator at once.';

export const ENGLISH: Words = {
  greeting: 'Hello',
  username: 'Username',
  domain: 'Domain',
  letters: {
    invitation: {
      subject: 'Your account: choose a password',
      before: () => ['An account has been made for you. Choose your password here:'],
      after: ({ validHours }) => [
        `The link works once, within ${validHours} hours.`,
        'If you did not expect this mail, do nothing: without a password nobody can use the account.',
      ],
    },
    welcome: {
      subject: 'Your account is ready',
      before: () => ['An account has been made for you. Sign in here:'],
      after: () => ['You get your password from your administrator; it is never sent by mail.'],
    },
    'password-changed': {
      subject: 'Your password was changed',
      before: () => ['The password of your account was changed. Sign in here:'],
      after: () => [NOT_YOU],
    },
    'password-reset': {
      subject: 'Choose a new password',
      before: () => ['A new password was asked for, by you or by an administrator. Choose it here:'],
      after: ({ validMinutes }) => [
        `The link works once, within ${validMinutes} minutes. An earlier one works no more.`,
        'If you did not ask for it, do nothing: your password stays as it is.',
      ],
    },
    'password-set': {
      subject: 'An administrator set your password',
      before: () => [
        'An administrator chose a new password for your account. You were signed out everywhere. Sign in here:',
      ],
      after: () => ['You get the password from your administrator; it is never sent by mail.'],
    },
    'password-temporary': {
      subject: 'A temporary password was made for you',
      before: () => [
        'An administrator made a temporary password for your account. You were signed out everywhere. Sign in here:',
      ],
      after: () => [
        'You get the password from your administrator; it is never sent by mail. It works for 24 hours, and you choose your own when you sign in with it.',
        'If you did not ask for help with your password, tell your administrator at once.',
      ],
    },
    'password-expiring': {
      subject: 'Your password expires soon',
      before: ({ days }) => [
        `Your password expires in ${days === 1 ? '1 day' : `${days} days`}. Sign in to change it:`,
      ],
      after: () => ['After that you choose a new one the next time you sign in.'],
    },
    'provider-expiring': {
      subject: 'Single sign-on: a secret or certificate expires soon',
      before: ({ days }) => [
        `A secret or certificate of an identity provider of your Domain expires in ${days === 1 ? '1 day' : `${days} days`}. Sign in to see which, and replace it:`,
      ],
      after: () => ['After that nobody signs in by that provider until it is replaced.'],
    },
    'two-factor-enrolled': {
      subject: 'Two-factor authentication is on',
      before: () => ['An authenticator app was set up for your account. Sign in here:'],
      after: () => [NOT_YOU],
    },
    'two-factor-removed': {
      subject: 'Two-factor authentication is off',
      before: () => ['The authenticator app was removed from your account. Sign in here:'],
      after: () => [NOT_YOU],
    },
    'two-factor-reset': {
      subject: 'Your two-factor authentication was reset',
      before: () => [
        'An administrator removed the authenticator app and the recovery codes from your account. You were signed out everywhere. Sign in here:',
      ],
      after: () => ['If you did not ask for this, tell your administrator at once.'],
    },
    'recovery-code-used': {
      subject: 'A recovery code was used',
      before: ({ left }) => [
        `Somebody signed in to your account with one of its recovery codes. ${left} ${left === 1 ? 'is' : 'are'} left. Make new ones in your account:`,
      ],
      after: () => [NOT_YOU],
    },
    'account-locked': {
      subject: 'Your account is locked',
      before: ({ until }) => [
        'Too many sign-ins to your account failed.',
        until === null
          ? 'It is locked until an administrator unlocks it. Sign in afterwards here:'
          : `It is locked until ${inWords(until)}. Sign in afterwards here:`,
      ],
      after: () => ['If this was not you, tell your administrator: somebody may be guessing your password.'],
    },
  },
};
