import { useRef, useState, type FormEvent } from 'react';
import { lacksReason, useReasonAsked, type AskedFor } from '../lib/reason';

export type Confirmed = { readonly reason: string | undefined; readonly confirm: string | undefined };

type Confirming = {
  readonly level: 1 | 2 | 3;
  readonly name?: string | undefined;
  readonly asksReasonFor?: AskedFor | undefined;
  /** What the dry run warns about. */
  readonly warnings: readonly string[];
  readonly isReady?: (() => boolean) | undefined;
  readonly onConfirm: (given: Confirmed) => Promise<unknown>;
  readonly onClose: () => void;
};

const hasTyped = (typed: string, name: string) => typed.trim().toLowerCase() === name.toLowerCase();

/** The write itself: it closes the dialog when that is done, and the dialog stays when it is refused. */
function useWrite({ onConfirm, onClose }: Confirming, onLacking: () => void) {
  const [working, setWorking] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const write = async (given: Confirmed) => {
    setWorking(true);
    setError(null);
    try {
      await onConfirm(given);
      onClose();
    } catch (refusal) {
      if (lacksReason(refusal)) onLacking();
      else setError(refusal);
    } finally {
      setWorking(false);
    }
  };
  return { working, error, write };
}

/** What is given in the dialog: the reason where one is asked for, and the typed name. */
export function useConfirming(confirming: Confirming) {
  const { level, name = '', asksReasonFor, warnings, isReady } = confirming;
  const form = useRef<HTMLFormElement>(null);
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const [mismatch, setMismatch] = useState(false);
  const [lacking, setLacking] = useState(false);
  const [isDemanded, setDemanded] = useState(false);
  const isMarked = useReasonAsked(asksReasonFor);
  const isAsked = isMarked || isDemanded || warnings.includes('reason-required');

  const flagReason = () => {
    setDemanded(true);
    setLacking(true);
    form.current?.querySelector<HTMLElement>('[name=reason]')?.focus();
  };
  const { working, error, write } = useWrite(confirming, flagReason);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (working || isReady?.() === false) return;
    const given = reason.trim() || undefined;
    if (isAsked && given === undefined) return flagReason();
    const matches = level < 3 || hasTyped(typed, name);
    setMismatch(!matches);
    if (matches) void write({ reason: given, confirm: level === 3 ? typed.trim() : undefined });
  };
  return {
    form,
    submit,
    working,
    error,
    reason: {
      value: reason,
      isAsked,
      isMissing: lacking,
      onChange: (value: string) => {
        setReason(value);
        setLacking(false);
      },
    },
    typed: {
      value: typed,
      mismatch,
      onChange: (value: string) => {
        setTyped(value);
        setMismatch(false);
      },
    },
  };
}
