import { Button } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { LDAP_TEST_STEPS, type LdapTestResult } from 'wardkeep/contracts';
import { CertificateCard } from '../../components/expiry';
import { FormErrors } from '../../components/form-errors';
import { Section } from '../../components/section';
import { StepList, Verdict } from '../../components/step-list';
import { TestEntries } from './test-entries';
import type { DirectoryTest } from './use-test';
import layout from '../../components/layout.module.css';

function Steps({ test: { result, isRunning } }: { readonly test: DirectoryTest }) {
  const { t } = useTranslation('directories');
  const shown = isRunning ? null : result;
  const steps = LDAP_TEST_STEPS.map((name) => ({
    name,
    title: t(`test.step.${name}`),
    does: t(`test.does.${name}`),
    advice: t(`test.advice.${name}`),
    found: shown?.steps.find((step) => step.name === name),
  }));
  return <StepList label={t('test.steps')} steps={steps} isRunning={isRunning} isOver={shown !== null} />;
}

/** What came of it, in a sentence; before, what it does. */
function Outcome({ result }: { readonly result: LdapTestResult | null }) {
  const { t } = useTranslation('directories');
  if (!result) return <>{t('test.lead')}</>;
  const verdict = result.steps.every(({ ok }) => ok) ? 'passed' : 'failed';
  return <Verdict verdict={verdict}>{t(`test.${verdict}`)}</Verdict>;
}

/** What the directory showed of itself and of its people. */
function Found({ result: { certificate, entries } }: { readonly result: LdapTestResult }) {
  const { t } = useTranslation('directories');
  return (
    <>
      {certificate && (
        <CertificateCard
          label={t('certificate.title')}
          subject={certificate.subject}
          detail={t('certificate.issuer', { issuer: certificate.issuer })}
          validTo={certificate.validTo}
          daysLeft={certificate.daysLeft}
        />
      )}
      {entries.length > 0 && <TestEntries entries={entries} />}
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
      lead={<Outcome result={result} />}
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
      <div className={layout.stack}>
        <FormErrors error={error} title={t('test.notRun')} />
        <Steps test={test} />
        {result && <Found result={result} />}
      </div>
    </Section>
  );
}
