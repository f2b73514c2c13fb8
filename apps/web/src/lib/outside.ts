const OUTSIDE = ['/sign-in', '/sign-in/new-password', '/reset', '/signed-out'] as const;
export type OutsidePath = (typeof OUTSIDE)[number];

export const outsidePath = (pathname: string): OutsidePath | undefined =>
  OUTSIDE.find((path) => path === pathname.replace(/(?<=.)\/$/, ''));

/** Whether a page needs no session. Between these and the others one goes by loading the document. */
export const isOutside = (pathname: string): boolean => outsidePath(pathname) !== undefined;

type SignInSearch = { readonly next?: string | undefined; readonly reason?: 'ended' };

/** `next` is where to go on after the sign-in; the start page needs no mention. */
export function signInAddress({ next, reason }: SignInSearch): string {
  const search = new URLSearchParams({ ...(reason && { reason }), ...(next && next !== '/' && { next }) });
  return search.size > 0 ? `/sign-in?${search}` : '/sign-in';
}
