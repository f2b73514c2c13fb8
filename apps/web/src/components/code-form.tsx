import { Button, TextInput } from '@mantine/core';
import { useRef, useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { problemCode } from '../lib/problems';
import { useSending } from '../lib/use-sending';
import { FormErrors } from './form-errors';
import classes from './two-factor.module.css';

const DIGITS = 6;
/** Wrong codes after which the phone's clock is suspected. */
const SUSPICIOUS = 2;
/** A wrong code: of one's own account, and in a sign-in, which answers every refusal the same. */
const WRONG = ['code-refused', 'invalid-credentials'];

export const isWrongCode = (error: unknown): boolean => WRONG.includes(problemCode(error) ?? '');

/** Six digits however they were typed or pasted, such as `123 456`. */
export const digitsOf = (typed: string): string => typed.replaceAll(/\D/g, '').slice(0, DIGITS);

function useCodeForm(send: (code: string) => Promise<unknown>) {
  const { t } = useTranslation('two-factor');
  const field = useRef<HTMLInputElement>(null);
  const sent = useRef('');
  const [code, setCode] = useState('');
  const [wrong, setWrong] = useState(0);
  const [isShort, setShort] = useState(false);
  const sending = useSending(async (full: string) => {
    sent.current = full;
    try {
      await send(full);
    } catch (error) {
      if (isWrongCode(error)) {
        setWrong((times) => times + 1);
        setCode('');
        field.current?.focus();
      }
      throw error;
    }
  });

  const type = (typed: string) => {
    const digits = digitsOf(typed);
    setCode(digits);
    setShort(false);
    if (digits !== '') sending.forget();
    if (digits.length === DIGITS && digits !== sent.current) sending.send(digits);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setShort(code.length < DIGITS);
    if (code.length < DIGITS) field.current?.focus();
    else sending.send(code);
  };
  const refusal = isWrongCode(sending.error) && t(wrong < SUSPICIOUS ? 'code.wrong' : 'code.wrongAgain');
  const failure = isWrongCode(sending.error) ? null : sending.error;
  return { field, code, type, submit, failure, isSending: sending.isSending, error: isShort ? t('code.six') : refusal };
}

type CodeFormProps = {
  readonly send: (code: string) => Promise<unknown>;
  readonly autoFocus?: boolean;
  /** Beside the button. */
  readonly children?: ReactNode;
};

/** The code of an authenticator app. It sends itself when it is complete, the same code never twice. */
export function CodeForm({ send, autoFocus = false, children }: CodeFormProps) {
  const { t } = useTranslation('two-factor');
  const { field, code, type, submit, failure, isSending, error } = useCodeForm(send);
  return (
    <form className={classes.form} noValidate onSubmit={submit}>
      <FormErrors error={failure} title={t('code.refused')} />
      <TextInput
        ref={field}
        label={t('code.label')}
        description={t('code.help')}
        inputWrapperOrder={['label', 'description', 'input', 'error']}
        classNames={{ input: classes.code ?? '' }}
        name="one-time-code"
        inputMode="numeric"
        autoComplete="one-time-code"
        autoFocus={autoFocus}
        value={code}
        error={error}
        onChange={(event) => type(event.currentTarget.value)}
      />
      <div className={classes.buttons}>
        {children}
        <Button type="submit" aria-disabled={isSending}>
          {t(isSending ? 'code.submitting' : 'code.submit')}
        </Button>
      </div>
    </form>
  );
}
