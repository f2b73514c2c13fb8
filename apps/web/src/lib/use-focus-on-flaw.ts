import { useEffect, useState } from 'react';

/** Brings the reader to what is wrong, once it is marked. */
export function useFocusOnFlaw(): () => void {
  const [flawed, setFlawed] = useState(0);
  useEffect(() => {
    if (flawed > 0) document.querySelector<HTMLElement>('main [aria-invalid="true"]')?.focus();
  }, [flawed]);
  return () => setFlawed((times) => times + 1);
}
