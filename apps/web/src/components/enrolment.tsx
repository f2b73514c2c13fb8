import { Button, Stepper } from '@mantine/core';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Enrolment as Secret } from 'wardkeep/contracts';
import { useSending } from '../lib/use-sending';
import { CodeForm } from './code-form';
import { EnrolmentKey } from './enrolment-key';
import { FormErrors } from './form-errors';
import { RecoveryCodes } from './recovery-codes';
import classes from './two-factor.module.css';

export type EnrolmentProps = {
  /** Asks for a key, once; nothing is switched on by it. */
  readonly begin: () => Promise<Secret>;
  /** Switches it on with a code of the app, and answers the recovery codes. */
  readonly confirm: (code: string) => Promise<readonly string[]>;
  readonly onDone: () => void;
  readonly doneLabel: string;
  /** The way out while nothing is switched on: Cancel, or Sign out where there is no other. */
  readonly leave: ReactNode;
  readonly onCodes?: () => void;
};

const STEPS = ['app', 'key', 'code', 'codes'] as const;

function useEnrolment({ begin, confirm, onCodes }: EnrolmentProps) {
  const [step, setStep] = useState(0);
  const [secret, setSecret] = useState<Secret | null>(null);
  const [codes, setCodes] = useState<readonly string[]>([]);
  const asking = useSending(async () => {
    if (secret === null) setSecret(await begin());
    setStep(1);
  });
  const verify = async (code: string) => {
    setCodes(await confirm(code));
    setStep(3);
    onCodes?.();
  };
  return { step, setStep, secret, codes, ask: () => asking.send(undefined), asking, verify };
}

/** The step's heading takes the focus when the step changes, so that a screen reader says where one is. */
function StepHeading({ step }: { readonly step: number }) {
  const { t } = useTranslation('two-factor');
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(step);
  useEffect(() => {
    if (shown.current !== step) heading.current?.focus();
    shown.current = step;
  }, [step]);
  const name = STEPS[step] ?? 'app';
  return (
    <div className={classes.heading}>
      <p className="dimmed">{t('setUp.progress', { step: step + 1, of: STEPS.length })}</p>
      <h2 ref={heading} tabIndex={-1} data-autofocus>
        {t(`setUp.${name}.title`)}
      </h2>
      <p>{t(`setUp.${name}.text`)}</p>
    </div>
  );
}

type BarProps = { readonly step: number; readonly onStep: (step: number) => void };

/** A step that is done leads back to it, until there are codes to keep. */
function StepBar({ step, onStep }: BarProps) {
  const { t } = useTranslation('two-factor');
  const last = STEPS.length - 1;
  return (
    <Stepper active={step} onStepClick={onStep} size="xs" iconSize={26}>
      {STEPS.map((name, index) => (
        <Stepper.Step
          key={name}
          aria-label={t(`setUp.${name}.title`)}
          allowStepSelect={index < step && step < last}
          {...(index === step && { 'aria-current': 'step' as const })}
        />
      ))}
    </Stepper>
  );
}

function AppNames() {
  const { t } = useTranslation('two-factor');
  return (
    <ul className={classes.apps}>
      {(['first', 'second', 'third'] as const).map((app) => (
        <li key={app}>{t(`setUp.app.${app}`)}</li>
      ))}
    </ul>
  );
}

type ButtonsProps = {
  readonly leave: ReactNode;
  readonly onBack?: () => void;
  readonly onNext?: () => void;
  readonly isBusy?: boolean;
};

function StepButtons({ leave, onBack, onNext, isBusy = false }: ButtonsProps) {
  const { t } = useTranslation('two-factor');
  return (
    <div className={classes.buttons}>
      {leave}
      {onBack && (
        <Button variant="default" onClick={onBack}>
          {t('common:action.back')}
        </Button>
      )}
      {onNext && (
        <Button aria-disabled={isBusy} onClick={onNext}>
          {t('setUp.next')}
        </Button>
      )}
    </div>
  );
}

/** Sets up an authenticator app in four steps: the app, its key, a first code, the recovery codes. Texts: `two-factor`. */
export function Enrolment(props: EnrolmentProps) {
  const { t } = useTranslation('two-factor');
  const { step, setStep, secret, codes, ask, asking, verify } = useEnrolment(props);
  const { leave, doneLabel, onDone } = props;
  return (
    <div className={classes.enrolment}>
      <StepBar step={step} onStep={setStep} />
      <StepHeading step={step} />
      {step === 0 && (
        <>
          <FormErrors error={asking.error} title={t('setUp.failed')} />
          <AppNames />
          <StepButtons leave={leave} isBusy={asking.isSending} onNext={ask} />
        </>
      )}
      {step === 1 && secret && (
        <>
          <EnrolmentKey secret={secret} />
          <StepButtons leave={leave} onBack={() => setStep(0)} onNext={() => setStep(2)} />
        </>
      )}
      {step === 2 && (
        <CodeForm send={verify}>
          <StepButtons leave={leave} onBack={() => setStep(1)} />
        </CodeForm>
      )}
      {step === 3 && (
        <RecoveryCodes codes={codes} account={secret?.account ?? ''} doneLabel={doneLabel} onDone={onDone} />
      )}
    </div>
  );
}
