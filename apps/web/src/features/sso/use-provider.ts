import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { providerById, type SsoProvider } from './queries';

const route = getRouteApi('/shell/sso/$id');

/** The provider of the address; its frame shows nothing inside before it is there. */
export function useProvider(): SsoProvider | undefined {
  const { id } = route.useParams();
  return useQuery(providerById(id)).data;
}
