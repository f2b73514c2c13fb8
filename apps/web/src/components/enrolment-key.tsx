import { useTranslation } from 'react-i18next';
import type { Enrolment } from 'wardkeep/contracts';
import { CopyButton } from './copy-button';
import { Fact, Facts } from './facts';
import classes from './two-factor.module.css';

const QR_PIXELS = 216;

/** In groups of four, as one reads it off when typing. */
const inGroups = (secret: string): string => secret.match(/.{1,4}/g)?.join(' ') ?? '';

/** As a picture, so that nothing in it can act; it never leaves the page. */
const pictureOf = (svg: string) => `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;

/** The key of an authenticator app: to scan, and to type. */
export function EnrolmentKey({ secret }: { readonly secret: Enrolment }) {
  const { t } = useTranslation('two-factor');
  return (
    <>
      <img
        className={classes.qr}
        src={pictureOf(secret.qrSvg)}
        alt={t('setUp.key.qr')}
        width={QR_PIXELS}
        height={QR_PIXELS}
      />
      <div className={classes.typed}>
        <h3>{t('setUp.key.typed')}</h3>
        <div className={classes.secret}>
          <code aria-label={t('setUp.key.secret')} role="group">
            {inGroups(secret.secret)}
          </code>
          <CopyButton value={secret.secret} label={t('setUp.key.copy')} />
        </div>
        <Facts>
          <Fact label={t('setUp.key.account')}>{secret.account}</Fact>
          <Fact label={t('setUp.key.issuer')}>{secret.issuer}</Fact>
          <Fact label={t('setUp.key.kind')}>{t('setUp.key.totp')}</Fact>
        </Facts>
      </div>
    </>
  );
}
