import { Button, type ButtonProps } from '@mantine/core';
import { useId, type ComponentProps, type MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useReachable } from '../lib/reachable';
import classes from './send-button.module.css';

type SendButtonProps = ButtonProps &
  Omit<ComponentProps<'button'>, keyof ButtonProps | 'type'> & {
    /** Another button of the form says why nothing can be sent. */
    readonly isQuiet?: boolean;
  };

/** Sends a form. While the server does not answer it stays where it is, says why, and what was entered stays too. */
export function SendButton({ onClick, isQuiet = false, ...props }: SendButtonProps) {
  const { t } = useTranslation();
  const why = useId();
  const isReachable = useReachable();
  const press = (event: MouseEvent<HTMLButtonElement>) => {
    if (isReachable) onClick?.(event);
    else event.preventDefault();
  };
  const held = { 'aria-disabled': true, ...(!isQuiet && { 'aria-describedby': why }) };
  return (
    <>
      <Button {...props} type="submit" onClick={press} {...(!isReachable && held)} />
      {!isReachable && !isQuiet && (
        <span id={why} className={classes.why}>
          {t('offline.unsent')}
        </span>
      )}
    </>
  );
}
