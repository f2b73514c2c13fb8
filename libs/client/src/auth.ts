import type {
  ChallengeDto,
  ConfirmEnrolmentDto,
  Enrolment,
  ForgottenPasswordDto,
  PasswordResetDto,
  ResetLink,
  SecondFactorDto,
  SignInDto,
  SignInMethods,
  SignInPasswordDto,
  SignInResult,
  SignOutResult,
} from 'wardkeep/contracts';
import type { PostOptions, ReadOptions } from './options.js';
import type { Send } from './send.js';

export type SignIn = Omit<SignInDto, 'delivery'> & Partial<Pick<SignInDto, 'delivery'>>;

export const auth = (send: Send) => ({
  /** What the sign-in page of a Domain offers; of the Primary Domain when none is named. */
  methods: (domain?: string, options?: ReadOptions) =>
    send<SignInMethods>({ method: 'GET', path: '/auth/methods', query: { domain }, options }),
  signIn: (body: SignIn, options?: PostOptions) =>
    send<SignInResult>({ method: 'POST', path: '/auth/sign-in', body, options }),
  /** The next step after `second_factor_required`: a code of the app, or a recovery code. */
  secondFactor: (body: SecondFactorDto, options?: PostOptions) =>
    send<SignInResult>({ method: 'POST', path: '/auth/sign-in/second-factor', body, options }),
  /** After `second_factor_enrolment_required`: what the authenticator app is set up with. */
  enrol: (body: ChallengeDto, options?: PostOptions) =>
    send<Enrolment>({ method: 'POST', path: '/auth/sign-in/second-factor/enrolment', body, options }),
  confirmEnrolment: (body: ConfirmEnrolmentDto, options?: PostOptions) =>
    send<SignInResult>({ method: 'POST', path: '/auth/sign-in/second-factor/enrolment/confirm', body, options }),
  /** The next step after `password_change_required`. */
  signInPassword: (body: SignInPasswordDto, options?: PostOptions) =>
    send<SignInResult>({ method: 'POST', path: '/auth/sign-in/password', body, options }),
  /** Answers something only where the identity provider is to hear of it: the address that tells it. */
  signOut: (options?: PostOptions) =>
    send<SignOutResult | undefined>({ method: 'POST', path: '/auth/sign-out', options }),
  /** Asks for a reset link by mail. The answer is the same whether the account exists or not. */
  forgotPassword: (body: ForgottenPasswordDto, options?: PostOptions) =>
    send<void>({ method: 'POST', path: '/auth/password-reset/request', body, options }),
  /** Whom a link of a mail is for; changes nothing. */
  resetLink: (token: string, options?: PostOptions) =>
    send<ResetLink>({ method: 'POST', path: '/auth/password-reset/check', body: { token }, options }),
  /** A new password, with the token of a reset link or an invitation. */
  resetPassword: (body: PasswordResetDto, options?: PostOptions) =>
    send<void>({ method: 'POST', path: '/auth/password-reset', body, options }),
});
