import { useTranslation } from 'react-i18next';
import type { SsoRawPart } from 'wardkeep/contracts';
import { CopyButton } from '../../components/copy-button';
import layout from '../../components/layout.module.css';
import { Section } from '../../components/section';
import classes from './sso.module.css';

function RawPart({ part: { name, text } }: { readonly part: SsoRawPart }) {
  const { t } = useTranslation('sso');
  const label = t(`raw.part.${name}`);
  return (
    <details className={layout.more}>
      <summary>{label}</summary>
      <div className={classes.raw}>
        <pre role="region" aria-label={label} tabIndex={0}>
          {text}
        </pre>
        <CopyButton value={text} label={t('ours.copy', { label })} />
      </div>
    </details>
  );
}

/** What the provider sent, as it sent it: for whoever has to compare it with what the provider says that it sends. */
export function RawParts({ raw }: { readonly raw: readonly SsoRawPart[] }) {
  const { t } = useTranslation('sso');
  if (raw.length === 0) return null;
  return (
    <Section title={t('raw.title')} lead={t('raw.lead')}>
      <div className={layout.stack}>
        {raw.map((part) => (
          <RawPart key={part.name} part={part} />
        ))}
      </div>
    </Section>
  );
}
