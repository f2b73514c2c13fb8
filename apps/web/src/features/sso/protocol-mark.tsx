import { useTranslation } from 'react-i18next';
import type { SsoProtocol } from 'wardkeep/contracts';

/** What a provider speaks. */
export function ProtocolMark({ protocol }: { readonly protocol: SsoProtocol }) {
  const { t } = useTranslation('sso');
  return <span className="nowrap">{t(`protocol.${protocol}.name`)}</span>;
}
