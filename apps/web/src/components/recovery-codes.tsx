import { Button, Checkbox } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy, IconDownload, IconPrinter } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { download, fileNamePart, recoveryText } from '../lib/recovery-file';
import classes from './two-factor.module.css';

type RecoveryCodesProps = {
  /** Kept in the opener's state alone, never in a cache. */
  readonly codes: readonly string[];
  readonly account: string;
  readonly doneLabel: string;
  readonly onDone: () => void;
};

function useCodeFile({ codes, account }: Pick<RecoveryCodesProps, 'codes' | 'account'>) {
  const { t, i18n } = useTranslation('two-factor');
  const day = new Intl.DateTimeFormat(i18n.resolvedLanguage, { dateStyle: 'medium' }).format(new Date());
  const title = t('codes.fileTitle', { account, day });
  const note = t('codes.note');
  const name = `wardkeep-${t('codes.fileName')}-${fileNamePart(account)}.txt`;
  return { title, note, save: () => download(name, recoveryText({ title, note, codes })) };
}

function Takeaway({ codes, save }: { readonly codes: readonly string[]; readonly save: () => void }) {
  const { t } = useTranslation('two-factor');
  const clipboard = useClipboard({ timeout: 3000 });
  const Icon = clipboard.copied ? IconCheck : IconCopy;
  return (
    <div className={classes.takeaway}>
      <Button
        variant="default"
        leftSection={<Icon size={16} aria-hidden="true" />}
        onClick={() => clipboard.copy(codes.join('\n'))}
      >
        {t('common:action.copy')}
      </Button>
      <Button variant="default" leftSection={<IconDownload size={16} aria-hidden="true" />} onClick={save}>
        {t('codes.download')}
      </Button>
      <Button
        variant="default"
        leftSection={<IconPrinter size={16} aria-hidden="true" />}
        onClick={() => window.print()}
      >
        {t('codes.print')}
      </Button>
      <span role="status" className="dimmed">
        {clipboard.copied && t('common:action.copied')}
      </span>
    </div>
  );
}

/** Ten codes nobody sees again, with every way to keep them; on paper, they alone. */
export function RecoveryCodes({ codes, account, doneLabel, onDone }: RecoveryCodesProps) {
  const { t } = useTranslation('two-factor');
  const [stored, setStored] = useState(false);
  const { title, note, save } = useCodeFile({ codes, account });
  return (
    <div className={classes.form}>
      <div className={classes.paper} data-paper>
        <p className={classes.onPaper}>{title}</p>
        <ol className={classes.codes} aria-label={t('codes.list')}>
          {codes.map((code) => (
            <li key={code}>
              <code>{code}</code>
            </li>
          ))}
        </ol>
        <p className={classes.onPaper}>{note}</p>
      </div>
      <Takeaway codes={codes} save={save} />
      <Checkbox
        label={t('codes.stored')}
        checked={stored}
        onChange={(event) => setStored(event.currentTarget.checked)}
      />
      <div className={classes.buttons}>
        <Button disabled={!stored} onClick={onDone}>
          {doneLabel}
        </Button>
      </div>
    </div>
  );
}
