/** The Domain a System Administrator chose to work in. It belongs to this tab: another tab may work elsewhere. */
const KEY = 'wardkeep-domain';
let chosen: string | null = read();

function read(): string | null {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}

export const workingDomain = (): string | null => chosen;

export function workIn(domain: string | null): void {
  chosen = domain;
  try {
    if (domain === null) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, domain);
  } catch {
    return;
  }
}
