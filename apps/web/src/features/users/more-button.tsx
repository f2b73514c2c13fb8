import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './user.module.css';

type MoreButtonProps = { readonly hasMore: boolean; readonly isFetching: boolean; readonly onMore: () => void };

/** Under a list that grows: the next part of it. */
export function MoreButton({ hasMore, isFetching, onMore }: MoreButtonProps) {
  const { t } = useTranslation('users');
  if (!hasMore) return null;
  return (
    <div className={classes.more}>
      <Button variant="default" size="xs" aria-disabled={isFetching} onClick={onMore}>
        {t(isFetching ? 'common:list.loading' : 'showMore')}
      </Button>
    </div>
  );
}
