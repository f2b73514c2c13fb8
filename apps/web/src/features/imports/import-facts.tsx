import { useTranslation } from 'react-i18next';
import type { Import } from 'wardkeep/contracts';
import { Fact, Facts } from '../../components/facts';
import { TimeText } from '../../components/time-text';
import { useFormats } from '../../lib/formats';

const LIMITED: readonly Import['state'][] = ['ready', 'validating'];

export function ImportFacts({ found }: { readonly found: Import }) {
  const { t } = useTranslation('imports');
  const format = useFormats();
  const leftOut = found.headers.filter(({ column }) => column === null).map(({ header }) => header);
  return (
    <Facts label={t('facts.title')}>
      <Fact label={t('facts.size')}>{format.bytes(found.fileBytes)}</Fact>
      <Fact label={t('facts.uploaded')}>
        <TimeText at={found.uploadedAt} />
        {found.uploadedBy && <span className="dimmed"> · {found.uploadedBy}</span>}
      </Fact>
      {found.confirmedAt && (
        <Fact label={t('facts.confirmed')}>
          <TimeText at={found.confirmedAt} />
          {found.confirmedBy && <span className="dimmed"> · {found.confirmedBy}</span>}
        </Fact>
      )}
      <Fact label={t('without.title')}>{t(`without.${found.withoutPassword}`)}</Fact>
      {leftOut.length > 0 && <Fact label={t('facts.leftOut')}>{format.list(leftOut)}</Fact>}
      <Fact label={t(LIMITED.includes(found.state) ? 'facts.confirmUntil' : 'facts.keptUntil')}>
        <TimeText at={found.expiresAt} />
      </Fact>
    </Facts>
  );
}
