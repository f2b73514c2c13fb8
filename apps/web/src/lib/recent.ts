/** An object that was opened, and the page it belongs to. */
export type Visit = { readonly address: string; readonly name: string; readonly page: string };

const MOST_KEPT = 6;
const OBJECT = /^\/([a-z]+)\/[0-9a-f-]{36}(?=\/|$)/;
let visits: readonly Visit[] = [];

/** What was opened lately, the last first. Kept as long as this page is: it names people. */
export const recentVisits = (): readonly Visit[] => visits;

/** The object itself, whichever of its tabs `page` begins with. An event of the audit log is read, not come back to. */
export function visited(path: string, name: string, page: string | null | undefined): void {
  const [address, kind] = OBJECT.exec(path) ?? [];
  if (!address || !page || kind === 'audit') return;
  const visit = { address, name, page: page.split(' · ').at(-1) ?? page };
  visits = [visit, ...visits.filter((known) => known.address !== address)].slice(0, MOST_KEPT);
}

/** Another Domain has others. */
export function forgetVisits(): void {
  visits = [];
}
