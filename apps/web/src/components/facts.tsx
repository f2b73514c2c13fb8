import type { ReactNode } from 'react';
import classes from './facts.module.css';

export function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className={classes.fact}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Labels with their values, as many beside each other as there is room for. */
export function Facts({ label, children }: { readonly label?: string; readonly children: ReactNode }) {
  return (
    <dl className={classes.facts} aria-label={label}>
      {children}
    </dl>
  );
}
