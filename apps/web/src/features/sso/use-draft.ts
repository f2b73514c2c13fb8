import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ProviderDraft } from 'wardkeep/contracts';
import { api } from '../../lib/api';
import { keep, kept } from '../../lib/kept';
import { problemCode } from '../../lib/problems';
import { useMe } from '../../lib/session';

/** Somebody may still be entering the addresses: one that is about to be over is not shown again. */
const SPARE_MS = 86_400_000;

const nameOf = (domainId: string) => `sso-draft-${domainId}`;

function keptDraft(domainId: string): ProviderDraft | null {
  try {
    const draft = JSON.parse(kept(nameOf(domainId)) ?? 'null') as ProviderDraft | null;
    return draft && Date.parse(draft.expiresAt) - Date.now() > SPARE_MS ? draft : null;
  } catch {
    return null;
  }
}

const draftOf = (domainId: string) =>
  queryOptions({
    queryKey: ['providers', 'draft', domainId],
    queryFn: async ({ signal }) => {
      const draft = keptDraft(domainId) ?? (await api.providers.draft({ signal }));
      keep(nameOf(domainId), JSON.stringify(draft));
      return draft;
    },
    staleTime: Infinity,
  });

/**
 * The addresses of the provider that is added next: the same until it is, however often one comes and goes, since they
 * may stand at the identity provider already.
 */
export function useDraft() {
  const client = useQueryClient();
  const { id } = useMe().domain;
  const query = useQuery(draftOf(id));
  const forget = () => {
    keep(nameOf(id), null);
    return client.resetQueries({ queryKey: draftOf(id).queryKey });
  };
  /** Adds the provider; the draft is of no more use then, nor where it was refused. */
  const using = async <T>(add: (draft: string | undefined) => Promise<T>): Promise<T> => {
    try {
      const added = await add(query.data?.draft);
      keep(nameOf(id), null);
      client.removeQueries({ queryKey: draftOf(id).queryKey });
      return added;
    } catch (error) {
      if (problemCode(error) === 'draft-over') await forget();
      throw error;
    }
  };
  return { query, using };
}
