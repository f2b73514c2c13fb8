import { useTranslation } from 'react-i18next';
import type { SyncRun } from 'wardkeep/contracts';
import { useFormats } from '../../lib/formats';
import { isOverLimit, shareToDisable } from './run-state';
import classes from './directories.module.css';

type ShareProps = { readonly run: SyncRun; readonly percent: number };

/** How many of the directory's users would be disabled, beside the limit. Nothing when nobody would. */
export function DisableShare({ run, percent }: ShareProps) {
  const { t } = useTranslation('directories');
  const format = useFormats();
  if (run.counts.disable === 0) return <span />;
  const share = Math.round(shareToDisable(run.counts) * 10) / 10;
  const isOver = isOverLimit(run, percent);
  return (
    <div className={classes.share} data-over={isOver || undefined}>
      <p>
        {t(isOver ? 'limit.over' : 'limit.within', {
          count: run.counts.disable,
          number: format.number(run.counts.disable),
          share: format.number(share),
          percent: format.number(percent),
        })}
      </p>
      <div className={classes.shareBar} aria-hidden="true">
        <span className={classes.shareFill} style={{ inlineSize: `${Math.min(100, share)}%` }} />
        <span className={classes.shareLimit} style={{ insetInlineStart: `${percent}%` }} />
      </div>
    </div>
  );
}
