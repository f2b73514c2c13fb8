import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { IconExternalLink } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { SSO_TEST_STEPS, type SsoTestResult, type SsoTestStarted, type SsoTestStep } from 'wardkeep/contracts';
import { FormErrors } from '../../components/form-errors';
import layout from '../../components/layout.module.css';
import { Section } from '../../components/section';
import { StepList, Verdict } from '../../components/step-list';
import { announce } from '../../lib/announce';
import { api } from '../../lib/api';
import { providerById, type SsoProvider } from './queries';

const passed = (result: SsoTestResult) => result.state === 'succeeded' && result.outcome !== 'refused';

/** The window is opened by the press itself, since a later one would be blocked; its address comes a moment later. */
function useStart({ id }: SsoProvider, onBegun: (testId: string) => void) {
  const { t } = useTranslation('sso');
  const opened = useRef<Window | null>(null);
  const start = useMutation({
    mutationFn: () => api.providers.startTest(id, { returnTo: `/sso/${id}/test` }),
    onSuccess: ({ testId, url }: SsoTestStarted) => {
      onBegun(testId);
      if (opened.current) opened.current.location.href = url;
      announce(t('test.opened'));
    },
    onError: () => opened.current?.close(),
  });
  const run = () => {
    if (start.isPending) return;
    opened.current = window.open('about:blank', `wardkeep-test-${id}`);
    start.mutate();
  };
  return { run, start };
}

/** Says what came of it, once, and has the failures of the provider read again. */
function useEnding({ id }: SsoProvider, result: SsoTestResult | null) {
  const { t } = useTranslation('sso');
  const client = useQueryClient();
  const followed = useRef<string | null>(null);
  useEffect(() => {
    if (!result) return;
    if (result.state === 'waiting') {
      followed.current = result.id;
      return;
    }
    if (followed.current !== result.id) return;
    followed.current = null;
    announce(t(passed(result) ? 'test.passed' : 'test.failed'));
    void client.invalidateQueries({ queryKey: providerById(id).queryKey });
  }, [result, id, client, t]);
}

function Steps({ result }: { readonly result: SsoTestResult | null }) {
  const { t } = useTranslation('sso');
  /** What becomes of the user is a code there, and a sentence here. */
  const foundAt = (name: SsoTestStep) => {
    const step = result?.steps.find((each) => each.name === name);
    if (step?.name !== 'account') return step;
    return { ...step, detail: result?.because ? t(`refusal.${result.because}.short`) : '' };
  };
  const steps = SSO_TEST_STEPS.map((name) => ({
    name,
    title: t(`test.step.${name}`),
    does: t(`test.does.${name}`),
    advice: t(`test.advice.${name}`),
    found: foundAt(name),
  }));
  const isRunning = result?.state === 'waiting';
  return (
    <StepList label={t('test.steps')} steps={steps} isRunning={isRunning} isOver={result !== null && !isRunning} />
  );
}

function Outcome({ result }: { readonly result: SsoTestResult | null }) {
  const { t } = useTranslation('sso');
  if (!result) return <>{t('test.lead')}</>;
  if (result.state === 'waiting') return <span role="status">{t('test.waiting')}</span>;
  if (result.state === 'expired') return <>{t('test.expired')}</>;
  const verdict = passed(result) ? 'passed' : 'failed';
  return <Verdict verdict={verdict}>{t(`test.${verdict}`)}</Verdict>;
}

type TestPanelProps = {
  readonly provider: SsoProvider;
  readonly result: SsoTestResult | null;
  readonly onBegun: (testId: string) => void;
};

/** A sign-in for trying: it goes to the identity provider and back, and makes nobody. */
export function TestPanel({ provider, result, onBegun }: TestPanelProps) {
  const { t } = useTranslation('sso');
  const { run, start } = useStart(provider, onBegun);
  useEnding(provider, result);
  return (
    <Section
      title={t('test.title')}
      lead={<Outcome result={result} />}
      aside={
        provider.actions.includes('test') && (
          <Button
            variant="light"
            leftSection={<IconExternalLink size={16} aria-hidden="true" />}
            aria-disabled={start.isPending}
            onClick={run}
          >
            {t(result?.state === 'waiting' ? 'test.again' : 'test.run')}
          </Button>
        )
      }
    >
      <div className={layout.stack}>
        <FormErrors error={start.error} title={t('test.notRun')} />
        <Steps result={result} />
      </div>
    </Section>
  );
}
