/** Preferences of this browser. Storage may be refused; then they last as long as the page. */
const inMemory = new Map<string, string>();
const full = (name: string) => `wardkeep-${name}`;

export function kept(name: string): string | null {
  try {
    return localStorage.getItem(full(name)) ?? inMemory.get(name) ?? null;
  } catch {
    return inMemory.get(name) ?? null;
  }
}

export function keep(name: string, value: string | null): void {
  if (value === null) inMemory.delete(name);
  else inMemory.set(name, value);
  try {
    if (value === null) localStorage.removeItem(full(name));
    else localStorage.setItem(full(name), value);
  } catch {
    return;
  }
}
