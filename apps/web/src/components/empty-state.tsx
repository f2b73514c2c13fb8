import type { ReactNode } from 'react';
import type { Icon } from '@tabler/icons-react';
import classes from './empty-state.module.css';

type EmptyStateProps = {
  readonly title: string;
  readonly text?: ReactNode;
  readonly icon?: Icon;
  readonly action?: ReactNode;
};

export function EmptyState({ title, text, icon: Mark, action }: EmptyStateProps) {
  return (
    <div className={classes.empty}>
      {Mark && (
        <span className={classes.icon}>
          <Mark size={22} stroke={1.6} aria-hidden="true" />
        </span>
      )}
      <h2>{title}</h2>
      {text && <p className="dimmed">{text}</p>}
      {action && <div className={classes.action}>{action}</div>}
    </div>
  );
}
