import { useTranslation } from 'react-i18next';
import { useQuery } from '@tanstack/react-query';
import { FormErrors } from '../../components/form-errors';
import layout from '../../components/layout.module.css';
import { problemCode } from '../../lib/problems';
import { testSignIn, type SsoProvider } from './queries';
import { TestPanel } from './test-panel';
import { TestResult } from './test-result';
import { useLastTest } from './use-last-test';
import { useProvider } from './use-provider';
import classes from './sso.module.css';

/** Tests are kept for an hour: an older one is no failure, there just is none. */
const isForgotten = (error: unknown) => problemCode(error) === 'test-not-found';

function Loaded({ provider }: { readonly provider: SsoProvider }) {
  const { t } = useTranslation('sso');
  const [testId, begun] = useLastTest(provider.id);
  const { data, error } = useQuery({ ...testSignIn(provider.id, testId), retry: false });
  const isOver = data !== undefined && data.state !== 'waiting';
  return (
    <div className={classes.trial}>
      <TestPanel provider={provider} result={data ?? null} onBegun={begun} />
      <div className={layout.stack}>
        {error && !isForgotten(error) && <FormErrors error={error} title={t('test.notRun')} />}
        {isOver && <TestResult result={data} provider={provider} />}
      </div>
    </div>
  );
}

export function TestPage() {
  const provider = useProvider();
  return provider ? <Loaded provider={provider} /> : null;
}
