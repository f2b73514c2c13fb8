import type { SessionEnd } from 'wardkeep/contracts';

const OUTSIDE = [
  '/sign-in',
  '/sign-in/two-factor',
  '/sign-in/enrol',
  '/sign-in/new-password',
  '/forgot',
  '/reset',
  '/signed-out',
] as const;
export type OutsidePath = (typeof OUTSIDE)[number];

export const outsidePath = (pathname: string): OutsidePath | undefined =>
  OUTSIDE.find((path) => path === pathname.replace(/(?<=.)\/$/, ''));

/** Whether a page needs no session. Between these and the others one goes by loading the document. */
export const isOutside = (pathname: string): boolean => outsidePath(pathname) !== undefined;

/** `ended`: the session did. `over`: a step of the sign-in took too long. */
export const SIGN_IN_REASONS = ['ended', 'over'] as const;

type SignInSearch = {
  readonly next?: string | undefined;
  readonly reason?: (typeof SIGN_IN_REASONS)[number] | undefined;
  /** What ended the session. */
  readonly because?: SessionEnd | undefined;
};

/** `next` is where to go on after the sign-in; the start page needs no mention. */
export function signInAddress({ next, reason, because }: SignInSearch): string {
  const search = new URLSearchParams({
    ...(reason && { reason }),
    ...(next && next !== '/' && { next }),
    ...(because && { because }),
  });
  return search.size > 0 ? `/sign-in?${search}` : '/sign-in';
}
