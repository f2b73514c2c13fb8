import { useEffect, useRef, type ReactNode } from 'react';
import classes from './page-links.module.css';

/** How much of the tab before stays in sight, in pixels. */
const PEEK = 48;

type Props = { readonly label: string; readonly children: ReactNode };

/** The parts of one page, as links: tabs are addresses. Where there is no room for all, the one shown is in sight. */
export function PageTabs({ label, children }: Props) {
  const tabs = useRef<HTMLElement>(null);
  useEffect(() => {
    const current = tabs.current?.querySelector<HTMLElement>('[aria-current=page]');
    if (tabs.current && current) tabs.current.scrollLeft = current.offsetLeft - tabs.current.offsetLeft - PEEK;
  });
  return (
    <nav ref={tabs} className={classes.tabs} aria-label={label}>
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
