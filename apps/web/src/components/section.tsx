import { useId, type ReactNode } from 'react';
import classes from './section.module.css';

type SectionProps = {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
};

/** A part of a page with its own heading, framed. */
export function Section({ title, lead, aside, children }: SectionProps) {
  const id = useId();
  return (
    <section className={classes.section} aria-labelledby={id}>
      <header className={classes.header}>
        <div>
          <h2 id={id}>{title}</h2>
          {lead && <p className="dimmed">{lead}</p>}
        </div>
        {aside}
      </header>
      <div className={classes.body}>{children}</div>
    </section>
  );
}
