import classes from './wordmark.module.css';

/** The sign: battlements over a shield with a keyhole. */
export function Wordmark({ size = 'md' }: { readonly size?: 'md' | 'lg' }) {
  return (
    <span className={classes.wordmark} data-size={size}>
      <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
        <rect width="32" height="32" rx="7" className={classes.field} />
        <path
          className={classes.sign}
          d="M7 8h3.2v3H13V8h2.1v3h1.8V8H19v3h2.8V8H25v8.2c0 4.6-3.6 7.6-9 10-5.4-2.4-9-5.4-9-10z"
        />
        <path
          className={classes.field}
          d="M16 14.2a2.3 2.3 0 0 0-1.1 4.3l-.7 3.300h3.600l-.7-3.300A2.3 2.3 0 0 0 16 14.200z"
        />
      </svg>
      <span>Wardkeep</span>
    </span>
  );
}
