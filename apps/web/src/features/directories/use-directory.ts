import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ProviderDetail } from 'wardkeep/contracts';
import { directoryById } from './queries';

const route = getRouteApi('/shell/directories/$id');

/** The directory of the address; its frame shows nothing inside before it is there. */
export function useDirectory(): ProviderDetail | undefined {
  const { id } = route.useParams();
  return useQuery(directoryById(id)).data;
}
