import { IconChevronLeft } from '@tabler/icons-react';
import { useEffect, type ReactNode } from 'react';
import { visited } from '../lib/recent';
import { useTitle } from '../lib/titles';
import classes from './page-header.module.css';

type PageHeaderProps = {
  readonly title: string;
  /** The page an object belongs to; with it the document's title is `object · page`. */
  readonly page?: string;
  readonly lead?: ReactNode;
  /** A router `Link` back to the list. */
  readonly back?: ReactNode;
  readonly aside?: ReactNode;
  readonly actions?: ReactNode;
};

export function PageHeader({ title, page, lead, back, aside, actions }: PageHeaderProps) {
  useTitle(title, page);
  useEffect(() => visited(window.location.pathname, title, page), [title, page]);
  return (
    <header className={classes.header}>
      {back && (
        <div className={classes.back}>
          <IconChevronLeft size={16} aria-hidden="true" />
          {back}
        </div>
      )}
      <div className={classes.row}>
        <div className={classes.words}>
          <div className={classes.title}>
            <h1 tabIndex={-1}>{title}</h1>
            {aside}
          </div>
          {lead && <p className="dimmed">{lead}</p>}
        </div>
        {actions && <div className={classes.actions}>{actions}</div>}
      </div>
    </header>
  );
}
