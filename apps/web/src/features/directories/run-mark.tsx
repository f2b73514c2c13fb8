import { useTranslation } from 'react-i18next';
import type { SyncRun } from 'wardkeep/contracts';
import { StatusMark } from '../../components/status-mark';
import { lookOf, outcomeOf } from './run-state';

/** The result of a run as shape, color and word. */
export function RunMark({ run }: { readonly run: Pick<SyncRun, 'state' | 'refused'> }) {
  const { t } = useTranslation('directories');
  const outcome = outcomeOf(run);
  return <StatusMark status={lookOf(outcome)} words={t(`outcome.${outcome}`)} />;
}
