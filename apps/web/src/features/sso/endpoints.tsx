import { Button, Skeleton } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { OidcEndpoints, SamlEndpoints, SsoProtocol } from 'wardkeep/contracts';
import { CopyButton } from '../../components/copy-button';
import { Section } from '../../components/section';
import classes from './sso.module.css';

type Endpoints = OidcEndpoints | SamlEndpoints;

const SHOWN = {
  oidc: ['redirectUri', 'postLogoutRedirectUri', 'backChannelLogoutUri'],
  saml: ['entityId', 'acsUrl', 'sloUrl'],
} as const;

/** Without its value it is on its way, and takes the room already. */
function Value({ name, value }: { readonly name: string; readonly value: string | null }) {
  const { t } = useTranslation('sso');
  const label = t(`ours.${name}.name`);
  return (
    <div className={classes.value}>
      <dt>
        {label}
        <span className="dimmed">{t(`ours.${name}.text`)}</span>
      </dt>
      <dd>
        {value === null ? (
          <Skeleton height={30} />
        ) : (
          <>
            <code>{value}</code>
            <CopyButton value={value} label={t('ours.copy', { label })} />
          </>
        )}
      </dd>
    </div>
  );
}

type OursProps = {
  readonly protocol: SsoProtocol;
  /** Null while they are asked for. */
  readonly endpoints: Endpoints | null;
};

/** Whether the metadata is there to be fetched: of a provider that is stored. */
type Stored = { readonly isStored: boolean };

/** What the identity provider has to know of Wardkeep, to be copied there. */
function OurValues({ protocol, endpoints, isStored }: OursProps & Stored) {
  const { t } = useTranslation('sso');
  const values: Readonly<Record<string, string>> = { ...endpoints };
  const metadata = endpoints && 'metadataUrl' in endpoints && isStored ? endpoints.metadataUrl : null;
  return (
    <div className={classes.ours}>
      <dl className={classes.values} aria-busy={endpoints === null}>
        {SHOWN[protocol].map((name) => (
          <Value key={name} name={name} value={values[name] ?? null} />
        ))}
        {metadata !== null && <Value name="metadataUrl" value={metadata} />}
      </dl>
      {metadata !== null && (
        <Button
          component="a"
          href={metadata}
          download="wardkeep-metadata.xml"
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden="true" />}
        >
          {t('ours.download')}
        </Button>
      )}
      {!isStored && <p className="dimmed">{t(`ours.before.${protocol}`)}</p>}
    </div>
  );
}

export function OursSection(props: OursProps & Stored) {
  const { t } = useTranslation('sso');
  return (
    <Section title={t('part.ours')} lead={t(`ours.lead.${props.protocol}`)}>
      <OurValues {...props} />
    </Section>
  );
}
