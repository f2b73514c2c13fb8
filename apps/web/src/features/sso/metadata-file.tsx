import { Button, FileButton, Textarea } from '@mantine/core';
import { IconFileUpload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { announce } from '../../lib/announce';
import classes from './sso.module.css';
import type { FieldsProps } from './secret-field';
import { plain } from './text-field';

/** The provider's metadata: chosen as a file, or pasted. */
export function MetadataFile({ form }: FieldsProps) {
  const { t } = useTranslation('sso');
  const read = async (file: File | null) => {
    if (!file) return;
    form.setFieldValue('config.metadataXml', await file.text());
    announce(t('metadata.read', { name: file.name }));
  };
  return (
    <div className={classes.file}>
      <Textarea
        label={t('field.metadataXml')}
        description={t('help.metadataXml')}
        placeholder="<EntityDescriptor …>"
        autosize
        minRows={3}
        maxRows={10}
        classNames={{ input: 'mono' }}
        {...plain}
        key={form.key('config.metadataXml')}
        {...form.getInputProps('config.metadataXml')}
      />
      <FileButton onChange={(file) => void read(file)} accept=".xml,application/xml,text/xml">
        {(button) => (
          <Button {...button} variant="default" size="xs" leftSection={<IconFileUpload size={16} aria-hidden="true" />}>
            {t('metadata.choose')}
          </Button>
        )}
      </FileButton>
    </div>
  );
}
