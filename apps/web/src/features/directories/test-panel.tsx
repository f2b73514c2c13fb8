import { Button, Loader } from '@mantine/core';
import { IconCircleCheck, IconCircleDashed, IconCircleX, IconPlugConnected } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { LDAP_TEST_STEPS, type LdapTestResult, type LdapTestStep } from 'wardkeep/contracts';
import { FormErrors } from '../../components/form-errors';
import { Section } from '../../components/section';
import { useFormats } from '../../lib/formats';
import { TestCertificate } from './test-certificate';
import { TestEntries } from './test-entries';
import type { DirectoryTest } from './use-test';
import classes from './directories.module.css';

type StepState = 'ok' | 'failed' | 'waiting' | 'skipped';
const ICONS = { ok: IconCircleCheck, failed: IconCircleX, waiting: IconCircleDashed, skipped: IconCircleDashed };

function StepIcon({ state, isRunning }: { readonly state: StepState; readonly isRunning: boolean }) {
  if (isRunning) return <Loader size={18} aria-hidden="true" />;
  const Icon = ICONS[state];
  return <Icon size={20} aria-hidden="true" className={classes.stepIcon} />;
}

type StepProps = {
  readonly name: LdapTestStep;
  readonly found: LdapTestResult['steps'][number] | undefined;
  readonly isRunning: boolean;
  readonly isOver: boolean;
};

function Step({ name, found, isRunning, isOver }: StepProps) {
  const { t } = useTranslation('directories');
  const format = useFormats();
  const state: StepState = found ? (found.ok ? 'ok' : 'failed') : isOver ? 'skipped' : 'waiting';
  return (
    <li className={classes.step} data-state={state}>
      <StepIcon state={state} isRunning={isRunning} />
      <div className={classes.stepWords}>
        <div className={classes.stepLine}>
          <strong>{t(`test.step.${name}`)}</strong>
          <span className="visually-hidden">{t(`test.state.${state}`)}</span>
          {found && <span className="dimmed numeric">{t('test.ms', { ms: format.number(Math.round(found.ms)) })}</span>}
        </div>
        {found ? (
          <p className={classes.stepDetail}>{found.detail}</p>
        ) : (
          <p className="dimmed">{t(`test.does.${name}`)}</p>
        )}
        {state === 'failed' && <p className={classes.advice}>{t(`test.advice.${name}`)}</p>}
      </div>
    </li>
  );
}

function Steps({ test: { result, isRunning } }: { readonly test: DirectoryTest }) {
  const { t } = useTranslation('directories');
  const shown = isRunning ? null : result;
  return (
    <ol className={classes.steps} aria-label={t('test.steps')} aria-busy={isRunning}>
      {LDAP_TEST_STEPS.map((name) => (
        <Step
          key={name}
          name={name}
          found={shown?.steps.find((step) => step.name === name)}
          isRunning={isRunning}
          isOver={shown !== null}
        />
      ))}
    </ol>
  );
}

/** What came of it, in a sentence; before, what it does. */
function Verdict({ result }: { readonly result: LdapTestResult | null }) {
  const { t } = useTranslation('directories');
  if (!result) return <>{t('test.lead')}</>;
  const verdict = result.steps.every(({ ok }) => ok) ? 'passed' : 'failed';
  return (
    <span data-verdict={verdict} className={classes.verdict}>
      {t(`test.${verdict}`)}
    </span>
  );
}

/** What the directory showed of itself and of its people. */
function Found({ result }: { readonly result: LdapTestResult }) {
  return (
    <>
      {result.certificate && <TestCertificate certificate={result.certificate} />}
      {result.entries.length > 0 && <TestEntries entries={result.entries} />}
    </>
  );
}

/** Tries the values of the form, step by step. Nothing is stored by it. */
export function TestPanel({ test, mayTest }: { readonly test: DirectoryTest; readonly mayTest: boolean }) {
  const { t } = useTranslation('directories');
  const { isRunning, error, run } = test;
  const result = isRunning ? null : test.result;
  return (
    <Section
      title={t('test.title')}
      lead={<Verdict result={result} />}
      aside={
        mayTest && (
          <Button
            variant="light"
            leftSection={<IconPlugConnected size={16} aria-hidden="true" />}
            aria-disabled={isRunning}
            onClick={run}
          >
            {t(isRunning ? 'test.running' : 'test.run')}
          </Button>
        )
      }
    >
      <div className={classes.stack}>
        <FormErrors error={error} title={t('test.notRun')} />
        <Steps test={test} />
        {result && <Found result={result} />}
      </div>
    </Section>
  );
}
