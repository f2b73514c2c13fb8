import { Button, CloseButton, FileButton } from '@mantine/core';
import { IconFileSpreadsheet, IconUpload } from '@tabler/icons-react';
import { useState, type DragEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../lib/formats';
import classes from './imports.module.css';

const ACCEPTED = '.csv,.tsv,.txt,text/csv,text/tab-separated-values,text/plain';

type DropZoneProps = {
  readonly file: File | null;
  readonly isLocked: boolean;
  readonly onChoose: (file: File | null) => void;
};

function ChosenFile({ file, isLocked, onChoose }: DropZoneProps & { readonly file: File }) {
  const { t } = useTranslation('imports');
  const format = useFormats();
  return (
    <div className={classes.chosen}>
      <IconFileSpreadsheet size={22} stroke={1.6} aria-hidden="true" />
      <div className={classes.chosenWords}>
        <strong className="truncate">{file.name}</strong>
        <span className="dimmed numeric">{format.bytes(file.size)}</span>
      </div>
      {!isLocked && <CloseButton aria-label={t('file.remove', { name: file.name })} onClick={() => onChoose(null)} />}
    </div>
  );
}

/** A file by dropping it here, or by the browser's own dialog. */
export function DropZone(props: DropZoneProps) {
  const { t } = useTranslation('imports');
  const [isOver, setOver] = useState(false);
  const { file, onChoose } = props;
  if (file) return <ChosenFile {...props} file={file} />;
  const over = (event: DragEvent) => {
    event.preventDefault();
    setOver(true);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    onChoose(event.dataTransfer.files.item(0));
  };
  return (
    <div
      className={classes.zone}
      data-over={isOver || undefined}
      onDragOver={over}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <IconUpload size={22} stroke={1.6} aria-hidden="true" />
      <p>{t('file.drop')}</p>
      <FileButton accept={ACCEPTED} onChange={onChoose}>
        {(button) => (
          <Button variant="default" {...button}>
            {t('file.choose')}
          </Button>
        )}
      </FileButton>
      <p className="dimmed">{t('file.kinds')}</p>
    </div>
  );
}
