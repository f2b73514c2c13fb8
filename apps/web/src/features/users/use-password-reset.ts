import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TemporaryPassword, UserDetail } from 'wardkeep/contracts';
import { announce } from '../../lib/announce';
import { placeErrors } from '../../lib/problems';
import { useMe } from '../../lib/session';
import { closedBecause, RESET_WAYS, type ResetWay } from './reset-ways';
import { mailReset, makeTemporary, setPassword } from './user-security-queries';

/** What came of it; a temporary password is kept here alone, until it is stored elsewhere. */
export type ResetResult = { readonly way: 'email' | 'own' } | ({ readonly way: 'temporary' } & TemporaryPassword);

type Refusal = { readonly field: string | null; readonly rest: unknown };
const NO_REFUSAL: Refusal = { field: null, rest: null };

function refusalOf(error: unknown): Refusal {
  const { fields, rest } = placeErrors(error, (path) => path === 'newPassword');
  return { field: fields['newPassword'] ?? null, rest: rest === null ? null : error };
}

function useWays(user: UserDetail, password: string) {
  const client = useQueryClient();
  const mail = useMutation(mailReset(client));
  const temporary = useMutation(makeTemporary(client));
  const set = useMutation(setPassword(client));
  return async (way: ResetWay): Promise<ResetResult> => {
    if (way === 'temporary') return { way, ...(await temporary.mutateAsync(user.id)) };
    if (way === 'email') await mail.mutateAsync(user.id);
    else await set.mutateAsync({ id: user.id, password });
    return { way };
  };
}

/** The dialog's choice, its work, and what came of it. */
export function usePasswordReset(user: UserDetail) {
  const { t } = useTranslation('users');
  const me = useMe();
  const [way, setWay] = useState<ResetWay>(() => RESET_WAYS.find((one) => !closedBecause(one, user, me)) ?? 'own');
  const [password, setPasswordText] = useState('');
  const [working, setWorking] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>(NO_REFUSAL);
  const [result, setResult] = useState<ResetResult | null>(null);
  const run = useWays(user, password);

  const submit = async () => {
    if (working) return;
    setWorking(true);
    setRefusal(NO_REFUSAL);
    try {
      setResult(await run(way));
      announce(t('done.reset-password', { name: user.username }));
    } catch (error) {
      setRefusal(refusalOf(error));
    } finally {
      setWorking(false);
    }
  };
  const choose = (next: ResetWay) => {
    setWay(next);
    setRefusal(NO_REFUSAL);
  };
  const forget = () => setResult(null);
  return { way, choose, password, type: setPasswordText, working, refusal, result, submit, forget };
}
