import type { SearchEntry } from 'ldapts';
import { DirectoryProblem } from './directory-problem.js';
import type { Found, LdapConnection, Search } from './ldap-connection.js';
import { LDAP, refusal } from './ldap-results.js';

/** An answer that goes on like this without an entry comes to no end. */
const MOST_EMPTY_PAGES = 1_000;

/**
 * Everything a search finds, page by page. It ends without an error only when the directory said that this was all; a
 * page without entries is not the last one as long as a cookie comes with it.
 */
export async function* pagesOf(
  connection: LdapConnection,
  search: Search,
  { size, timeoutMs }: { readonly size: number; readonly timeoutMs: number },
): AsyncGenerator<readonly SearchEntry[]> {
  let cookie: Buffer | null = null;
  let before: Found | null = null;
  let emptyPages = 0;
  do {
    const found: Found = await onePage(connection, { ...search, page: { size, cookie } }, timeoutMs, before !== null);
    emptyPages = found.entries.length === 0 ? emptyPages + 1 : 0;
    if (emptyPages > MOST_EMPTY_PAGES || (before && isSamePage(before, found))) {
      throw new DirectoryProblem(
        'incomplete-answer',
        `The directory answers the same page beneath ${search.base} again`,
      );
    }
    yield found.entries;
    [cookie, before] = [found.cookie, found];
  } while (cookie !== null);
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
function isSamePage(before: Found, found: Found): boolean {
  if (!before.cookie || !found.cookie || !before.cookie.equals(found.cookie)) return false;
  return before.entries[0]?.name === found.entries[0]?.name && before.entries.length === found.entries.length;
}
