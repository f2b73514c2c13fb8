import type { SearchEntry } from 'ldapts';
import { DirectoryProblem } from './directory-problem.js';
import type { Found, LdapConnection, Search } from './ldap-connection.js';
import { LDAP, refusal } from './ldap-results.js';

/** An answer that goes on like this without an entry comes to no end. */
const MOST_EMPTY_PAGES = 1_000;

export type Paging = {
  readonly size: number;
  readonly timeoutMs: number;
  /** Asks for the next page while this one is worked on: nothing else may be asked on the connection then. */
  readonly ahead: boolean;
};

/**
 * Everything a search finds, page by page. It ends without an error only when the directory said that this was all; a
 * page without entries is not the last one as long as a cookie comes with it.
 */
export async function* pagesOf(
  connection: LdapConnection,
  search: Search,
  { size, timeoutMs, ahead }: Paging,
): AsyncGenerator<readonly SearchEntry[]> {
  const ask = (cookie: Buffer | null) =>
    onePage(connection, { ...search, page: { size, cookie } }, timeoutMs, cookie !== null);
  let cookie: Buffer | null = null;
  let asked: Promise<Found> | null = null;
  let before: Found | null = null;
  let emptyPages = 0;
  do {
    const found: Found = await (asked ?? ask(cookie));
    emptyPages = found.entries.length === 0 ? emptyPages + 1 : 0;
    if (emptyPages > MOST_EMPTY_PAGES || isSamePage(before, found)) {
      throw new DirectoryProblem(
        'incomplete-answer',
        `The directory answers the same page beneath ${search.base} again`,
      );
    }
    ({ cookie } = found);
    asked = ahead && cookie ? quietly(ask(cookie)) : null;
    yield found.entries;
    before = found;
  } while (cookie !== null);
}

/** Whoever awaits it hears of its failure; nobody may. */
function quietly<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

async function onePage(connection: LdapConnection, search: Search, ms: number, isLater: boolean): Promise<Found> {
  const doing = `Searching beneath ${search.base}`;
  try {
    const found = await connection.search(search, ms);
    if (found.status === LDAP.success) return found;
    throw refusal(doing, found);
  } catch (error) {
    if (!isLater || !(error instanceof DirectoryProblem)) throw error;
    throw new DirectoryProblem('incomplete-answer', `${doing} ended before the last page: ${error.detail}`);
  }
}

/** Some servers give every page the same cookie: only the same entries with it are the same page. */
function isSamePage(before: Found | null, found: Found): boolean {
  if (!before?.cookie || !found.cookie || !before.cookie.equals(found.cookie)) return false;
  return before.entries[0]?.name === found.entries[0]?.name && before.entries.length === found.entries.length;
}
