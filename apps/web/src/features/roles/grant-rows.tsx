import { UnstyledButton } from '@mantine/core';
import { IconCheck, IconChevronDown, IconChevronRight, IconMinus } from '@tabler/icons-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { scopesInRoles, type PermissionEntry, type Scope } from 'wardkeep/contracts';
import type { Grants } from 'wardkeep/rules';
import { usePermissionWords } from '../../lib/permission-words';
import { cleared, fillOf, possibility, toggled, widest, type GrantEdit } from './role-draft';
import type { Spot } from './use-grid-keys';
import classes from './grants-editor.module.css';

const SCOPES_OFFERED = ['own', 'domain'] as const;

export type GridProps = {
  readonly grants: Grants;
  readonly base: Grants | null;
  readonly mine: Grants;
  readonly spot: Spot;
  readonly onGrant: (edits: readonly GrantEdit[]) => void;
};

const tabIndexOf = (spot: number | null, col: number) => (spot === col ? 0 : -1);

type ChoiceProps = {
  readonly entry: PermissionEntry;
  readonly scope: Scope | null;
  readonly held: Scope | null;
  readonly col: number;
  readonly spot: number | null;
  readonly isOpen: boolean;
  readonly onGrant: GridProps['onGrant'];
};

function Choice({ entry, scope, held, col, spot, isOpen, onGrant }: ChoiceProps) {
  const { t } = useTranslation('access');
  const wordsOf = usePermissionWords();
  const name = t(`scope.${scope ?? 'none'}`);
  return (
    <UnstyledButton
      role="radio"
      className={classes.choice}
      data-col={col}
      data-scope={scope ?? 'none'}
      tabIndex={tabIndexOf(spot, col)}
      aria-checked={held === scope}
      aria-disabled={!isOpen || undefined}
      aria-label={`${wordsOf(entry.permission)}: ${name}`}
      title={isOpen ? name : t('notHeld')}
      onClick={() => isOpen && onGrant([[entry.permission, scope]])}
    />
  );
}

/** Why not every scope can be chosen. */
function Limits({ entry, mine }: { readonly entry: PermissionEntry; readonly mine: Grants }) {
  const { t } = useTranslation('access');
  const offered = scopesInRoles(entry.permission);
  if (offered.length === 0) return <span className={classes.limit}>{t('systemOnly')}</span>;
  const most = widest(mine, entry.permission);
  if (most === null) return <span className={classes.limit}>{t('notHeld')}</span>;
  return most === offered.at(-1) ? null : <span className={classes.limit}>{t('heldNarrower')}</span>;
}

type RowProps = Omit<ChoiceProps, 'scope' | 'col' | 'isOpen'> & {
  readonly mine: Grants;
  /** The scope without the edits; undefined where nothing is marked. */
  readonly was: Scope | null | undefined;
};

function PlainRow({ entry, held, was, mine, spot, onGrant }: RowProps) {
  const { t } = useTranslation('access');
  const wordsOf = usePermissionWords();
  const isChanged = was !== undefined && was !== held;
  const common = { entry, held, spot, onGrant };
  return (
    <tr data-row={entry.permission} data-changed={isChanged || undefined}>
      <th scope="row" className={classes.permission}>
        <span>{wordsOf(entry.permission)}</span>
        <code>{entry.permission}</code>
        {isChanged && <span className={classes.was}>{t('was', { scope: t(`scope.${was ?? 'none'}`) })}</span>}
        <Limits entry={entry} mine={mine} />
      </th>
      <td>{scopesInRoles(entry.permission).length > 0 && <Choice scope={null} col={1} isOpen {...common} />}</td>
      {SCOPES_OFFERED.map((scope, index) => {
        const state = possibility(mine, entry.permission, scope);
        return (
          <td key={scope}>
            {state === 'never' ? (
              <span className="visually-hidden">{t('never')}</span>
            ) : (
              <Choice scope={scope} col={index + 2} isOpen={state === 'possible'} {...common} />
            )}
          </td>
        );
      })}
    </tr>
  );
}

const Row = memo(PlainRow);

/** One permission, and how far it reaches. */
export function GrantRow({ entry, grants, base, mine, spot, onGrant }: GridProps & { entry: PermissionEntry }) {
  const { permission } = entry;
  return (
    <Row
      entry={entry}
      held={grants.get(permission) ?? null}
      was={base === null ? undefined : (base.get(permission) ?? null)}
      mine={mine}
      spot={spot.row === permission ? spot.col : null}
      onGrant={onGrant}
    />
  );
}

type GroupProps = GridProps & {
  readonly row: string;
  readonly level: 'all' | 'system' | 'resource';
  readonly name: string;
  readonly entries: readonly PermissionEntry[];
  readonly fold?: { readonly isOpen: boolean; readonly onToggle: () => void };
};

function Fill({ scope, col, ...props }: GroupProps & { readonly scope: Scope; readonly col: number }) {
  const { t } = useTranslation('access');
  const { name, grants, entries, mine, onGrant, spot, row } = props;
  const state = fillOf(grants, entries, scope, mine);
  if (state === null) return null;
  return (
    <UnstyledButton
      role="checkbox"
      className={classes.fill}
      data-col={col}
      tabIndex={tabIndexOf(spot.row === row ? spot.col : null, col)}
      aria-checked={state}
      aria-label={t('fill', { name, scope: t(`scope.${scope}`) })}
      title={t('fill', { name, scope: t(`scope.${scope}`) })}
      onClick={() => onGrant(toggled(grants, entries, scope, mine))}
    >
      {state === true && <IconCheck size={12} stroke={3} aria-hidden="true" />}
      {state === 'mixed' && <IconMinus size={12} stroke={3} aria-hidden="true" />}
    </UnstyledButton>
  );
}

function GroupName({ row, name, fold, entries, grants, spot }: GroupProps) {
  const { t } = useTranslation('access');
  const count = entries.filter(({ permission }) => grants.has(permission)).length;
  const words = (
    <>
      {name} <span className={classes.count}>{t('countOf', { count, all: entries.length })}</span>
    </>
  );
  if (!fold) return <span>{words}</span>;
  const Arrow = fold.isOpen ? IconChevronDown : IconChevronRight;
  return (
    <UnstyledButton
      className={classes.toggle}
      data-col={0}
      tabIndex={tabIndexOf(spot.row === row ? spot.col : null, 0)}
      aria-expanded={fold.isOpen}
      onClick={fold.onToggle}
    >
      <Arrow size={16} aria-hidden="true" />
      <span>{words}</span>
    </UnstyledButton>
  );
}

/** A group of permissions, with what sets all of it. */
export function GroupRow(props: GroupProps) {
  const { t } = useTranslation('access');
  const { row, level, name, grants, entries, spot, onGrant } = props;
  return (
    <tr data-row={row} data-level={level}>
      <th scope="row">
        <GroupName {...props} />
      </th>
      <td>
        <UnstyledButton
          className={classes.clear}
          data-col={1}
          tabIndex={tabIndexOf(spot.row === row ? spot.col : null, 1)}
          aria-label={t('clear', { name })}
          title={t('clear', { name })}
          onClick={() => onGrant(cleared(grants, entries))}
        >
          {t('clearShort')}
        </UnstyledButton>
      </td>
      {SCOPES_OFFERED.map((scope, index) => (
        <td key={scope}>
          <Fill {...props} scope={scope} col={index + 2} />
        </td>
      ))}
    </tr>
  );
}
