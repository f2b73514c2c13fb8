import { Loader } from '@mantine/core';
import { IconCircleCheck, IconCircleDashed, IconCircleX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../lib/formats';
import classes from './step-list.module.css';

type StepState = 'ok' | 'failed' | 'waiting' | 'skipped';
const ICONS = { ok: IconCircleCheck, failed: IconCircleX, waiting: IconCircleDashed, skipped: IconCircleDashed };

type Step = {
  readonly name: string;
  readonly title: string;
  /** What it does, until it was done. */
  readonly does: string;
  /** What can be done about it when it failed. */
  readonly advice: string;
  readonly found?: { readonly ok: boolean; readonly ms?: number | undefined; readonly detail: string } | undefined;
};

type StepListProps = {
  readonly label: string;
  readonly steps: readonly Step[];
  readonly isRunning: boolean;
  /** What was not tried by then is not tried any more. */
  readonly isOver: boolean;
};

type LineProps = Pick<StepListProps, 'isRunning' | 'isOver'> & { readonly step: Step };

function StepIcon({ state, isRunning }: { readonly state: StepState; readonly isRunning: boolean }) {
  if (isRunning) return <Loader size={18} aria-hidden="true" />;
  const Icon = ICONS[state];
  return <Icon size={20} aria-hidden="true" className={classes.stepIcon} />;
}

function Line({ step: { title, does, advice, found }, isRunning, isOver }: LineProps) {
  const { t } = useTranslation();
  const format = useFormats();
  const state: StepState = found ? (found.ok ? 'ok' : 'failed') : isOver ? 'skipped' : 'waiting';
  return (
    <li className={classes.step} data-state={state}>
      <StepIcon state={state} isRunning={isRunning && !found} />
      <div className={classes.stepWords}>
        <div className={classes.stepLine}>
          <strong>{title}</strong>
          <span className="visually-hidden">{t(`step.${state}`)}</span>
          {found?.ms !== undefined && (
            <span className="dimmed numeric">{t('step.ms', { ms: format.number(Math.round(found.ms)) })}</span>
          )}
        </div>
        {found ? <p className={classes.stepDetail}>{found.detail}</p> : <p className="dimmed">{does}</p>}
        {state === 'failed' && <p className={classes.advice}>{advice}</p>}
      </div>
    </li>
  );
}

/** The steps of a test in their order, each with how it went. */
export function StepList({ label, steps, ...rest }: StepListProps) {
  return (
    <ol className={classes.steps} aria-label={label} aria-busy={rest.isRunning}>
      {steps.map((step) => (
        <Line key={step.name} step={step} {...rest} />
      ))}
    </ol>
  );
}

/** What came of all of it, in a sentence. */
export function Verdict({
  verdict,
  children,
}: {
  readonly verdict: 'passed' | 'failed';
  readonly children: ReactNode;
}) {
  return (
    <span data-verdict={verdict} className={classes.verdict}>
      {children}
    </span>
  );
}
