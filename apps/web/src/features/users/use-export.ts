import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { ExportFormat } from 'wardkeep/contracts';
import { announce } from '../../lib/announce';
import { api, holdCsrfToken } from '../../lib/api';
import { followLink } from '../../lib/download';
import { problemCode } from '../../lib/problems';
import { useReasonAsked } from '../../lib/reason';
import { meQuery } from '../../lib/session';
import { useSending } from '../../lib/use-sending';
import type { Whom } from './bulk';
import { askForExport, exportAddress } from './export-address';

/** Shows again who one is; the session goes on under a new token. */
function useProof() {
  const client = useQueryClient();
  return async (password: string) => {
    const { csrfToken } = await api.me.stepUp(password);
    if (csrfToken) holdCsrfToken(csrfToken);
    await client.invalidateQueries({ queryKey: meQuery.queryKey });
  };
}

/** What is asked before the file: its form, whether it holds what is sensitive, and why. */
export function useExport({ whom, onClose }: { readonly whom: Whom; readonly onClose: () => void }) {
  const { t } = useTranslation('bulk');
  const prove = useProof();
  const [form, setForm] = useState<ExportFormat>('csv');
  const [isSensitive, setSensitive] = useState(false);
  const [reason, setReason] = useState('');
  const [isMissing, setMissing] = useState(false);
  const [isProofAsked, setProofAsked] = useState(false);
  const [password, setPassword] = useState('');
  const isAsked = useReasonAsked('exportSensitive') && isSensitive;
  const sending = useSending(async (asked: Parameters<typeof askForExport>[1]) => {
    if (password !== '') await prove(password);
    setPassword('');
    await askForExport(whom, asked).catch((error: unknown) => {
      setProofAsked(problemCode(error) === 'step-up-required');
      throw error;
    });
    followLink(exportAddress(whom, asked), `users.${asked.format}`);
    announce(t('export.started'));
    onClose();
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isAsked && reason.trim() === '') return setMissing(true);
    sending.send({ format: form, isSensitive, reason: reason.trim() });
  };
  const reasonField = {
    value: reason,
    isAsked,
    isMissing,
    onChange: (value: string) => {
      setReason(value);
      setMissing(false);
    },
  };
  const isWrong = problemCode(sending.error) === 'invalid-credentials';
  const proof = { isAsked: isProofAsked && isSensitive, password, setPassword, isWrong };
  const isSaidThere = isWrong || (proof.isAsked && problemCode(sending.error) === 'step-up-required');
  const { isSending } = sending;
  return {
    form,
    setForm,
    isSensitive,
    setSensitive,
    reasonField,
    proof,
    isSending,
    error: isSaidThere ? null : sending.error,
    submit,
  };
}
