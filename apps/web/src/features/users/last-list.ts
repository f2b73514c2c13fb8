import type { UsersSearch } from './users-search';

let last: UsersSearch = {};

/** The list as it was left, for the way back to it. */
export const lastList = (): UsersSearch => last;

export function rememberList(search: UsersSearch): void {
  last = search;
}
