import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { SignInCheck } from 'wardkeep/contracts';
import { Section } from '../../components/section';
import { TimeText } from '../../components/time-text';
import classes from './security.module.css';

type RefusalsProps = { readonly id: string; readonly refusals: SignInCheck['refusals'] };

function Table({ refusals }: Pick<RefusalsProps, 'refusals'>) {
  const { t } = useTranslation('users');
  return (
    <div className={classes.refusals} role="region" aria-label={t('check.refusals')} tabIndex={0}>
      <table>
        <caption className="visually-hidden">{t('check.refusals')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('check.when')}</th>
            <th scope="col">{t('check.why')}</th>
            <th scope="col">{t('session.address')}</th>
            <th scope="col">{t('session.device')}</th>
          </tr>
        </thead>
        <tbody>
          {refusals.map(({ at, reason, address, device }) => (
            <tr key={at + reason}>
              <td>
                <TimeText at={at} />
              </td>
              <td>{t(`check.refused.${reason}`, { defaultValue: reason })}</td>
              <td className="numeric">{address ?? <span className="dimmed">{t('fact.unknown')}</span>}</td>
              <td>{device ?? <span className="dimmed">{t('fact.unknown')}</span>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What was tried lately and did not get through. */
export function SignInRefusals({ id, refusals }: RefusalsProps) {
  const { t } = useTranslation('users');
  return (
    <Section
      title={t('check.refusals')}
      aside={
        <Link to={'/audit'} search={{ subject: id, type: 'sign-in.refused' } as never} className={classes.link}>
          {t('audit.open')}
        </Link>
      }
    >
      {refusals.length === 0 ? <p className="dimmed">{t('check.noRefusals')}</p> : <Table refusals={refusals} />}
    </Section>
  );
}
