import { IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './action-lines.module.css';

type LineProps = { readonly title: string; readonly text: string; readonly children: ReactNode };

/** What can be done to the thing of a page as a whole, one below the other. */
export function ActionLines({ children }: { readonly children: ReactNode }) {
  return <div className={classes.lines}>{children}</div>;
}

export function ActionLine({ title, text, children }: LineProps) {
  return (
    <div className={classes.line}>
      <div>
        <h3>{title}</h3>
        <p className="dimmed">{text}</p>
      </div>
      {children}
    </div>
  );
}

/** Why it can not be done here. */
export function Blocked({ children }: { readonly children: ReactNode }) {
  return (
    <p className={classes.blocked}>
      <IconInfoCircle size={16} aria-hidden="true" />
      {children}
    </p>
  );
}
