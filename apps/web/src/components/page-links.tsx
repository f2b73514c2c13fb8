import type { ReactNode } from 'react';
import classes from './page-links.module.css';

type Props = { readonly label: string; readonly children: ReactNode };

/** The parts of one page, as links: tabs are addresses. */
export function PageTabs({ label, children }: Props) {
  return (
    <nav className={classes.tabs} aria-label={label}>
      {children}
    </nav>
  );
}

/** The ways to look at the same, as links. */
export function PageSwitch({ label, children }: Props) {
  return (
    <nav className={classes.switch} aria-label={label}>
      {children}
    </nav>
  );
}
