const MOST = 2_000;
const SOMEWHERE = 'http://here.invalid';
/** Browsers read a backslash as a slash, and leave out what controls. */
const ODD = /[\\\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Where somebody may be sent after signing in: a path of our own console, else its beginning. Never another site. */
export function ownPath(wanted: unknown): string {
  if (typeof wanted !== 'string' || wanted.length > MOST) return '/';
  if (!wanted.startsWith('/') || wanted.startsWith('//') || ODD.test(wanted)) return '/';
  if (!URL.canParse(wanted, SOMEWHERE)) return '/';
  const url = new URL(wanted, SOMEWHERE);
  if (url.origin !== SOMEWHERE || url.pathname.startsWith('//') || /^\/api(?:\/|$)/i.test(url.pathname)) return '/';
  return `${url.pathname}${url.search}${url.hash}`;
}
