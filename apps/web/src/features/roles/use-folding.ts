import { useState } from 'react';

export type Folding = { readonly isOpen: (id: string) => boolean; readonly toggle: (id: string) => void };

/** What is folded away; a filter shows all that it finds. */
export function useFolding(isFiltered: boolean): Folding {
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const isOpen = (id: string) => isFiltered || !folded.has(id);
  const toggle = (id: string) => {
    const next = new Set(folded);
    if (!next.delete(id)) next.add(id);
    setFolded(next);
  };
  return { isOpen, toggle };
}
