import { Button, Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { UserDetail } from 'wardkeep/contracts';
import { ListFailed } from '../../components/list-states';
import { everyRole } from '../../lib/every-role';
import { useFormats } from '../../lib/formats';
import { latestVersion, userById } from './queries';
import { conflictOf, valuesOf, type Difference, type UserValues } from './user-values';
import { useFieldWords } from './use-field-words';
import classes from './user.module.css';

type ConflictDialogProps = {
  readonly base: UserDetail;
  readonly mine: UserValues;
  readonly onClose: () => void;
  readonly onChoose: (base: UserDetail, values: UserValues) => void;
};

function Differences({ differences }: { readonly differences: readonly Difference[] }) {
  const { t } = useTranslation('users');
  const { fieldName, valueText } = useFieldWords();
  const roles = useQuery(everyRole);
  const text = ({ field }: Difference, value: unknown) =>
    valueText(field === 'roleId' ? roles.data?.find(({ id }) => id === value)?.name : value);
  return (
    <div className={classes.conflict}>
      <table>
        <caption className="visually-hidden">{t('conflict.caption')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('common:changes.field')}</th>
            <th scope="col">{t('conflict.mine')}</th>
            <th scope="col">{t('conflict.theirs')}</th>
          </tr>
        </thead>
        <tbody>
          {differences.map((difference) => (
            <tr key={difference.field}>
              <th scope="row">{fieldName(difference.field)}</th>
              <td>{text(difference, difference.mine)}</td>
              <td>{text(difference, difference.theirs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function useWho(id: string): string | null {
  const { t } = useTranslation('users');
  const format = useFormats();
  const { data } = useQuery(latestVersion(id));
  if (!data?.actor) return null;
  return t('conflict.who', { name: data.actor.username, when: format.relative(data.at) });
}

/** Someone else saved first: what both wrote, and which of it the form goes on with. */
export function ConflictDialog({ base, mine, onClose, onChoose }: ConflictDialogProps) {
  const { t } = useTranslation('users');
  const newer = useQuery({ ...userById(base.id), staleTime: 0, refetchOnMount: 'always' });
  const who = useWho(base.id);
  const theirs = newer.data && newer.data.version > base.version ? newer.data : null;
  const conflict = theirs && conflictOf(base, mine, theirs);
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t('common:form.conflictTitle')}
      closeButtonProps={{ 'aria-label': t('common:action.close') }}
    >
      <div className={classes.dialog} aria-busy={!conflict}>
        <p>{who ?? t('conflict.someone')}</p>
        {newer.error && <ListFailed error={newer.error} onRetry={() => void newer.refetch()} />}
        {conflict && <Differences differences={conflict.differences} />}
        {theirs && conflict && (
          <div className={classes.choices}>
            <Button variant="default" onClick={() => onChoose(theirs, valuesOf(theirs))}>
              {t('conflict.takeTheirs')}
            </Button>
            <Button data-autofocus onClick={() => onChoose(theirs, conflict.merged)}>
              {t('conflict.keepMine')}
            </Button>
          </div>
        )}
      </div>
    </Modal>
  );
}
