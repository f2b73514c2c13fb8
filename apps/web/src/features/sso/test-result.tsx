import { Alert } from '@mantine/core';
import { IconUserCheck, IconUserPlus, IconUserX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { SsoTestResult } from 'wardkeep/contracts';
import { Section } from '../../components/section';
import { Entries, Entry } from '../../components/told';
import type { SsoProvider } from './queries';
import { RawParts } from './raw-parts';
import classes from './sso.module.css';

const ICONS = { 'new-user': IconUserPlus, 'known-user': IconUserCheck, refused: IconUserX } as const;
const FIELDS = ['subject', 'username', 'firstName', 'lastName', 'email'] as const;

type ResultProps = { readonly result: SsoTestResult };

/** What a sign-in would have done, in a sentence. */
function Outcome({ result: { outcome, because, mapped, role } }: ResultProps) {
  const { t } = useTranslation('sso');
  if (outcome === null) return null;
  const Icon = ICONS[outcome];
  const name = mapped?.username ?? mapped?.subject ?? '';
  return (
    <Alert
      color={outcome === 'refused' ? 'danger' : 'accent'}
      icon={<Icon size={18} aria-hidden="true" />}
      title={t(`outcome.${outcome}`, { name, role: role?.name ?? t('outcome.noRole') })}
    >
      {because ? t(`refusal.${because}.text`) : t('outcome.nothing')}
    </Alert>
  );
}

/** What somebody would be here. */
function Mapped({ result: { mapped, role } }: ResultProps) {
  const { t } = useTranslation('sso');
  if (mapped === null) return null;
  return (
    <Section title={t('result.mapped')}>
      <Entries>
        {FIELDS.map((field) => (
          <Entry key={field} label={t(`field.attributes.${field}`)}>
            {mapped[field]}
          </Entry>
        ))}
        <Entry label={t('field.attributes.groups')}>{mapped.groups.length > 0 ? mapped.groups.join(', ') : null}</Entry>
        <Entry label={t('result.role')}>{role && <strong>{role.name}</strong>}</Entry>
      </Entries>
    </Section>
  );
}

/** What arrived, beside what is read from it. */
function Claims({ result: { claims }, provider }: ResultProps & { readonly provider: SsoProvider }) {
  const { t } = useTranslation('sso');
  if (claims.length === 0) return null;
  const read = Object.entries(provider.config.attributes);
  const usedFor = (name: string) => read.filter(([, claim]) => claim === name).map(([field]) => field);
  return (
    <Section title={t(`result.claims.${provider.kind}`)} lead={t('result.claimsLead')}>
      <div className={classes.claims} role="region" aria-label={t(`result.claims.${provider.kind}`)} tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('result.name')}</th>
              <th scope="col">{t('result.value')}</th>
              <th scope="col">{t('result.usedFor')}</th>
            </tr>
          </thead>
          <tbody>
            {claims.map(({ name, value }, index) => (
              <tr key={index}>
                <th scope="row">
                  <code>{name}</code>
                </th>
                <td>{value}</td>
                <td>
                  {usedFor(name).map((field) => (
                    <span key={field} className={classes.used}>
                      {t(`field.attributes.${field}`)}
                    </span>
                  ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

/** What a test sign-in found: what would happen, whom to, and from what; and what that was read from. */
export function TestResult({ result, provider }: ResultProps & { readonly provider: SsoProvider }) {
  return (
    <>
      <Outcome result={result} />
      <Mapped result={result} />
      <Claims result={result} provider={provider} />
      <RawParts raw={result.raw} />
    </>
  );
}
