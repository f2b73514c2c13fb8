import { useTranslation } from 'react-i18next';
import type { ProviderDetail, SyncRun } from 'wardkeep/contracts';
import { ConfirmDialog } from '../../components/confirm-dialog';
import { useFormats } from '../../lib/formats';
import { useCountWords } from './count-words';
import { isOverLimit, MADE_KINDS, needsTyping, shareToDisable } from './run-state';
import type { Sync } from './use-sync';
import layout from '../../components/layout.module.css';
import classes from './directories.module.css';

type ApplyProps = {
  readonly provider: ProviderDetail;
  /** The plan that was looked at; null to sync without one. */
  readonly plan: SyncRun | null;
  readonly sync: Sync;
  readonly opened: boolean;
  readonly onClose: () => void;
};

function PlanWords({ plan, percent }: { readonly plan: SyncRun; readonly percent: number }) {
  const { t } = useTranslation('directories');
  const format = useFormats();
  const { lineOf } = useCountWords();
  const kinds = MADE_KINDS.filter((kind) => plan.counts[kind] > 0);
  const share = format.number(Math.round(shareToDisable(plan.counts) * 10) / 10);
  return (
    <div className={layout.stack}>
      <ul className={classes.effects}>
        {kinds.map((kind) => (
          <li key={kind}>{lineOf(kind, plan.counts[kind])}</li>
        ))}
      </ul>
      {isOverLimit(plan, percent) && <p className={classes.wrong}>{t('apply.over', { share, percent })}</p>}
      <p className="dimmed">{t('apply.readsAgain')}</p>
    </div>
  );
}

/** What a sync will do, to how many, before it does; where many would be disabled, their number is typed. */
export function ApplyDialog({ provider, plan, sync, opened, onClose }: ApplyProps) {
  const { t } = useTranslation('directories');
  const format = useFormats();
  const percent = provider.config.disableThresholdPercent;
  const count = plan?.counts.disable ?? 0;
  const isOver = plan !== null && isOverLimit(plan, percent);
  const isTyped = plan !== null && needsTyping(plan, percent);
  const typed = isTyped ? { level: 3 as const, name: String(count) } : { level: 2 as const };
  const action = isOver ? t('apply.overAction', { count, number: format.number(count) }) : t('apply.action');
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title={t('apply.title', { name: provider.name })}
      action={action}
      {...typed}
      onConfirm={({ reason }) => sync.apply(isOver ? { despiteLimit: true, confirmDisable: count } : {}, reason)}
    >
      {plan ? <PlanWords plan={plan} percent={percent} /> : t('apply.unseen', { percent: format.number(percent) })}
    </ConfirmDialog>
  );
}
