import { Button, Progress } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { IMPORT_COLUMNS, IMPORT_LIMITS } from 'wardkeep/contracts';
import { ChoiceCards } from '../../components/choice-cards';
import { PageHeader } from '../../components/page-header';
import { Section } from '../../components/section';
import { download } from '../../lib/download';
import { useFormats } from '../../lib/formats';
import { DropZone } from './drop-zone';
import { MappingTable } from './mapping-table';
import { Steps } from './steps';
import { UploadRefusal } from './upload-refusal';
import { useImportDraft, type ImportDraft } from './use-import-draft';
import classes from './imports.module.css';

const TEMPLATE = '/api/v1/users/imports/template';

function Columns() {
  const { t } = useTranslation('imports');
  return (
    <details className={classes.columns}>
      <summary>{t('prepare.columns')}</summary>
      <dl>
        {IMPORT_COLUMNS.map((column) => (
          <div key={column}>
            <dt className="mono">{column}</dt>
            <dd>{t(`about.${column}`)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function Prepare() {
  const { t } = useTranslation('imports');
  const format = useFormats();
  return (
    <Section
      title={t('prepare.title')}
      lead={t('prepare.text')}
      aside={
        <Button
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden="true" />}
          onClick={() => void download(TEMPLATE, 'users.csv')}
        >
          {t('prepare.template')}
        </Button>
      }
    >
      <div className={classes.stack}>
        <p className="dimmed">
          {t('prepare.limits', {
            size: format.bytes(IMPORT_LIMITS.fileBytes),
            rows: format.number(IMPORT_LIMITS.rows),
          })}
        </p>
        <Columns />
      </div>
    </Section>
  );
}

function Sending({ draft: { sent, giveUp } }: { readonly draft: ImportDraft }) {
  const { t } = useTranslation('imports');
  const format = useFormats();
  if (!sent) return null;
  const words = t('upload.sent', { sent: format.bytes(sent.sent), total: format.bytes(sent.total) });
  return (
    <div className={classes.sending}>
      <Progress.Root size="md">
        <Progress.Section
          value={sent.total > 0 ? (sent.sent / sent.total) * 100 : 100}
          animated
          aria-label={t('upload.label')}
          aria-valuetext={words}
        />
      </Progress.Root>
      <span className="dimmed numeric">{words}</span>
      <Button variant="default" size="xs" onClick={giveUp}>
        {t('common:action.cancel')}
      </Button>
    </div>
  );
}

function FileSection({ draft }: { readonly draft: ImportDraft }) {
  const { t } = useTranslation('imports');
  const { head, file } = draft;
  return (
    <Section title={t('file.title')}>
      <div className={classes.stack}>
        <DropZone file={file} isLocked={draft.sent !== null} onChoose={draft.choose} />
        {head && head.headers.length === 0 && <p className={classes.wrong}>{t('file.empty')}</p>}
        {head && head.headers.length > 0 && (
          <div>
            <h3>{t('mapping.title')}</h3>
            <MappingTable head={head} choices={draft.choices} onChoose={draft.setChoice} />
          </div>
        )}
      </div>
    </Section>
  );
}

/** From a file to its upload: what it may hold, which of its columns is which, how new users get in. */
export function NewImportPage() {
  const { t } = useTranslation('imports');
  const draft = useImportDraft();
  const ways = (['temporary', 'invitation'] as const).map((value) => ({
    value,
    name: t(`without.${value}`),
    text: t(`without.${value}Text`),
  }));
  return (
    <div className={classes.page}>
      <PageHeader
        title={t('new')}
        page={t('title')}
        back={<Link to="/imports">{t('back')}</Link>}
        lead={t('newLead')}
      />
      <Steps now="prepare" />
      <Prepare />
      <FileSection draft={draft} />
      <Section title={t('without.title')} lead={t('without.lead')}>
        <ChoiceCards
          name={t('without.title')}
          choices={ways}
          value={draft.withoutPassword}
          onChange={draft.setWithoutPassword}
        />
      </Section>
      <UploadRefusal error={draft.error} headers={draft.head?.headers ?? []} />
      <div className={classes.bar}>
        {draft.sent ? (
          <Sending draft={draft} />
        ) : (
          <>
            <Button disabled={!draft.isReady} onClick={draft.send}>
              {t('upload.action')}
            </Button>
            <span className="dimmed">
              {t(draft.choices.length > 0 && !draft.isReady ? 'upload.undecided' : 'upload.nothingYet')}
            </span>
          </>
        )}
      </div>
    </div>
  );
}
