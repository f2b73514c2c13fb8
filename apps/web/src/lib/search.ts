/** Values stay text: the default reader would turn the username `662E41` into a number. */
export function parseSearch(raw: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(raw));
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

export function stringifySearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (value === undefined || value === null || value === '') continue;
    params.set(name, Array.isArray(value) ? value.join(',') : asText(value));
  }
  const text = params.toString().replaceAll('%2C', ',').replaceAll('%7E', '~');
  return text ? `?${text}` : '';
}

type Reader<T> = (raw: string) => T | undefined;
type Readers = Record<string, Reader<unknown>>;
export type SearchOf<R extends Readers> = { readonly [K in keyof R]?: NonNullable<ReturnType<R[K]>> | undefined };

/** Free text, cut at `max`. */
export const text =
  (max = 100): Reader<string> =>
  (raw) =>
    raw.slice(0, max) || undefined;

/** One of a closed list; anything else counts as absent. */
export const choice =
  <const T extends readonly string[]>(values: T): Reader<T[number]> =>
  (raw) =>
    values.includes(raw) ? raw : undefined;

/**
 * A route's `validateSearch`: bad values count as absent, so that an old or broken link shows the default list and never
 * an error. Absent ones are there as undefined, since the router puts the answer over what the address says.
 */
export function readSearch<R extends Readers>(readers: R): (raw: Record<string, unknown>) => SearchOf<R> {
  return (raw) => {
    const found = Object.entries(readers).map(([name, read]) => {
      const value = raw[name];
      return [name, value === undefined || value === null ? undefined : read(asText(value))];
    });
    return Object.fromEntries(found) as SearchOf<R>;
  };
}

export const PAGE_SIZES = ['25', '50', '100'] as const;

/** What every list has in its address besides its own filters. */
export const listReaders = { q: text(), size: choice(PAGE_SIZES), cursor: text(8000) };

/** An address inside this console, or the start page: `next` must never lead to another site. */
export function ownPath(next: string | undefined): string {
  if (!next || !/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(next)) return '/';
  return new URL(next, 'https://own.invalid').origin === 'https://own.invalid' ? next : '/';
}
