import type { PasswordResetDto, SignInDto, SignInMethods, SignInPasswordDto, SignInResult } from 'wardkeep/contracts';
import type { PostOptions, ReadOptions } from './options.js';
import type { Send } from './send.js';

export type SignIn = Omit<SignInDto, 'delivery'> & Partial<Pick<SignInDto, 'delivery'>>;

export const auth = (send: Send) => ({
  /** What the sign-in page of a Domain offers; of the Primary Domain when none is named. */
  methods: (domain?: string, options?: ReadOptions) =>
    send<SignInMethods>({ method: 'GET', path: '/auth/methods', query: { domain }, options }),
  signIn: (body: SignIn, options?: PostOptions) =>
    send<SignInResult>({ method: 'POST', path: '/auth/sign-in', body, options }),
  /** The next step after `password_change_required`. */
  signInPassword: (body: SignInPasswordDto, options?: PostOptions) =>
    send<SignInResult>({ method: 'POST', path: '/auth/sign-in/password', body, options }),
  signOut: (options?: PostOptions) => send<void>({ method: 'POST', path: '/auth/sign-out', options }),
  /** The first password of an invited user, with the token of the invitation's link. */
  resetPassword: (body: PasswordResetDto, options?: PostOptions) =>
    send<void>({ method: 'POST', path: '/auth/password-reset', body, options }),
});
