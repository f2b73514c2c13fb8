import { Button, NativeSelect } from '@mantine/core';
import { IconChevronLeft, IconChevronRight, IconChevronsLeft } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Page } from 'wardkeep/contracts';
import { useFormats } from '../lib/formats';
import type { ListState } from '../lib/list-state';
import { PAGE_SIZES } from '../lib/search';
import { usePageKeys } from './use-page-keys';
import classes from './list.module.css';

type ListFooterProps = {
  readonly list: ListState;
  readonly page: Page<unknown>;
  /** The rows above are still those of the page before. */
  readonly isBusy: boolean;
};

export function ListFooter({ list, page: { items, nextCursor, total }, isBusy }: ListFooterProps) {
  const { t } = useTranslation();
  const format = useFormats();
  usePageKeys({ list, nextCursor, isBusy });
  const formatted = format.number(total.value);
  const count =
    total.relation === 'exact' ? t('list.exact', { count: total.value, formatted }) : t('list.atLeast', { formatted });
  return (
    <div className={classes.footer}>
      <span className="dimmed numeric" role="status">
        {count}
        <span className="visually-hidden">, {t('list.shown', { count: items.length })}</span>
      </span>
      <span className={classes.spacer} />
      <NativeSelect
        size="xs"
        aria-label={t('list.pageSize')}
        value={String(list.limit)}
        onChange={(event) => list.resize(event.currentTarget.value)}
        data={PAGE_SIZES.map((size) => ({ value: size, label: t('list.perPage', { count: Number(size) }) }))}
      />
      <nav aria-label={t('list.pages')} className={classes.pages}>
        {list.hasPrevious && (
          <>
            <Button variant="default" size="xs" px="xs" aria-label={t('list.first')} onClick={list.first}>
              <IconChevronsLeft size={16} aria-hidden="true" />
            </Button>
            <Button
              variant="default"
              size="xs"
              leftSection={<IconChevronLeft size={16} aria-hidden="true" />}
              onClick={list.previous}
            >
              {t('list.previous')}
            </Button>
          </>
        )}
        {nextCursor !== null && (
          <Button
            variant="default"
            size="xs"
            rightSection={<IconChevronRight size={16} aria-hidden="true" />}
            onClick={() => list.next(nextCursor)}
          >
            {t('list.next')}
          </Button>
        )}
      </nav>
    </div>
  );
}
