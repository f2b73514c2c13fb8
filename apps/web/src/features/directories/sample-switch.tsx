import { ActionIcon, Button } from '@mantine/core';
import { IconChevronLeft, IconChevronRight, IconPlugConnected } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { LdapTestEntry } from 'wardkeep/contracts';
import type { DirectoryTest } from './use-test';
import classes from './directories.module.css';

type SampleSwitchProps = {
  readonly entries: readonly LdapTestEntry[];
  readonly index: number;
  readonly setIndex: (index: number) => void;
  readonly test: DirectoryTest;
  readonly mayTest: boolean;
};

/** Which of the found entries is shown beside the fields; before there is one, how to find some. */
export function SampleSwitch({ entries, index, setIndex, test, mayTest }: SampleSwitchProps) {
  const { t } = useTranslation('directories');
  return (
    <div className={classes.sampleSwitch}>
      {entries.length > 1 && (
        <>
          <ActionIcon
            variant="default"
            aria-label={t('sample.previous')}
            aria-disabled={index === 0}
            onClick={() => setIndex(Math.max(0, index - 1))}
          >
            <IconChevronLeft size={16} aria-hidden="true" />
          </ActionIcon>
          <span className="numeric" role="status">
            {t('sample.of', { number: index + 1, count: entries.length })}
          </span>
          <ActionIcon
            variant="default"
            aria-label={t('sample.next')}
            aria-disabled={index === entries.length - 1}
            onClick={() => setIndex(Math.min(entries.length - 1, index + 1))}
          >
            <IconChevronRight size={16} aria-hidden="true" />
          </ActionIcon>
        </>
      )}
      {mayTest && (
        <Button
          variant="light"
          size="xs"
          leftSection={<IconPlugConnected size={16} aria-hidden="true" />}
          aria-disabled={test.isRunning}
          onClick={test.run}
        >
          {t(test.isRunning ? 'test.running' : entries.length > 0 ? 'sample.again' : 'sample.get')}
        </Button>
      )}
    </div>
  );
}
