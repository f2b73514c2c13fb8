import { useCallback, useState } from 'react';
import { keep, kept } from '../../lib/kept';

/** The last test sign-in of a provider in this browser: the window that came back from there shows it, too. */
export function useLastTest(id: string): readonly [testId: string | null, begun: (testId: string) => void] {
  const name = `sso-test-${id}`;
  const [testId, setTestId] = useState(() => kept(name));
  const begun = useCallback(
    (next: string) => {
      keep(name, next);
      setTestId(next);
    },
    [name],
  );
  return [testId, begun];
}
