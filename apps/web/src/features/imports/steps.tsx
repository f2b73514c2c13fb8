import { IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { STEPS, type Step } from './import-state';
import classes from './imports.module.css';

/** Where one is on the way from a file to its users. */
export function Steps({ now, isOver = false }: { readonly now: Step; readonly isOver?: boolean }) {
  const { t } = useTranslation('imports');
  const at = STEPS.indexOf(now);
  return (
    <ol className={classes.steps} aria-label={t('steps.label')}>
      {STEPS.map((step, index) => {
        const isDone = index < at || (isOver && index === at);
        return (
          <li
            key={step}
            data-state={isDone ? 'done' : index === at ? 'now' : 'later'}
            aria-current={index === at ? 'step' : undefined}
          >
            <span className={classes.stepNumber} aria-hidden="true">
              {isDone ? <IconCheck size={14} stroke={2.4} /> : index + 1}
            </span>
            {t(`steps.${step}`)}
            {isDone && <span className="visually-hidden">{t('steps.done')}</span>}
          </li>
        );
      })}
    </ol>
  );
}
