import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { IconCopy, IconFilePlus, IconTemplate, type Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { OfferedRoleTemplate } from 'wardkeep/contracts';
import { ListFailed } from '../../components/list-states';
import { RoleSelect } from '../../components/role-select';
import { Section } from '../../components/section';
import { roleTemplates } from './queries';
import { templateDescription } from './role-words';
import classes from './roles.module.css';

type CardProps = {
  readonly icon: Icon;
  readonly search: { readonly from?: string; readonly template?: string };
  readonly isChosen: boolean;
  readonly title: string;
  readonly children: ReactNode;
};

function Card({ icon: Picture, search, isChosen, title, children }: CardProps) {
  return (
    <Link
      to="/roles/new"
      search={search}
      className={classes.card}
      aria-current={isChosen || undefined}
      activeOptions={{ exact: true, includeSearch: true }}
      activeProps={{}}
      resetScroll={false}
    >
      <Picture size={18} stroke={1.7} aria-hidden="true" />
      <span>
        <strong>{title}</strong>
        <span className="dimmed">{children}</span>
      </span>
    </Link>
  );
}

/** One that allows more than the author may give says so instead of being a choice. */
function TemplateCard({ template, isChosen }: { readonly template: OfferedRoleTemplate; readonly isChosen: boolean }) {
  const { t } = useTranslation('roles');
  const { key, name, creatable, permissions } = template;
  const title = t('new.template', { name });
  const words = (
    <>
      {templateDescription(t, template)}. {t('permissionCount', { count: permissions.length })}
    </>
  );
  if (creatable) {
    return (
      <Card icon={IconTemplate} search={{ template: key }} isChosen={isChosen} title={title}>
        {words}
      </Card>
    );
  }
  return (
    <div className={classes.card} data-closed>
      <IconTemplate size={18} stroke={1.7} aria-hidden="true" />
      <span>
        <strong>{title}</strong>
        <span className="dimmed">{words}</span>
        <span className={classes.why}>{t('access:role.above')}</span>
      </span>
    </div>
  );
}

type StartCardsProps = { readonly from: string | undefined; readonly template: string | undefined };

/** What a new role starts from: nothing, another role, or what a SIEM knows. */
export function StartCards({ from, template }: StartCardsProps) {
  const { t } = useTranslation('roles');
  const navigate = useNavigate();
  const templates = useQuery(roleTemplates);
  return (
    <Section title={t('new.start')}>
      <div className={classes.cards}>
        <Card
          icon={IconFilePlus}
          search={{}}
          isChosen={from === undefined && template === undefined}
          title={t('new.nothing')}
        >
          {t('new.nothingText')}
        </Card>
        <div className={classes.card} data-chosen={from !== undefined || undefined}>
          <IconCopy size={18} stroke={1.7} aria-hidden="true" />
          <RoleSelect
            toGive={false}
            label={t('new.copy')}
            description={t('new.copyText')}
            value={from ?? null}
            onChange={(id) => void navigate({ to: '/roles/new', search: id ? { from: id } : {}, resetScroll: false })}
          />
        </div>
        {templates.data?.items.map((one) => (
          <TemplateCard key={one.key} template={one} isChosen={template === one.key} />
        ))}
      </div>
      {templates.error && <ListFailed error={templates.error} onRetry={() => void templates.refetch()} />}
    </Section>
  );
}
