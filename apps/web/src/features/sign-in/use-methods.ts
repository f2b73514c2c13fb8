import { useEffect, useState } from 'react';
import type { SignInMethods } from 'wardkeep/contracts';
import { api } from '../../lib/api';

/** What the Domain that is named offers. Nothing tells here whether there is such a Domain. */
export function useMethods(domain: string): SignInMethods | null {
  const [methods, setMethods] = useState<SignInMethods | null>(null);
  useEffect(() => {
    const request = new AbortController();
    api.auth.methods(domain || undefined, { signal: request.signal }).then(setMethods, () => setMethods(null));
    return () => request.abort();
  }, [domain]);
  return methods;
}
