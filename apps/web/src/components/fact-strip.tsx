import type { ReactNode } from 'react';
import classes from './fact-strip.module.css';

export function StripFact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** What one looks for first, side by side below the heading of a page. */
export function FactStrip({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <dl className={classes.facts} aria-label={label}>
      {children}
    </dl>
  );
}
