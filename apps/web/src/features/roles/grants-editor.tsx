import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PermissionEntry } from 'wardkeep/contracts';
import { grantsOf, type Grants } from 'wardkeep/rules';
import { ListFiltered } from '../../components/list-states';
import { SearchField } from '../../components/list-toolbar';
import { grouped, matching, type SystemGroup } from '../../lib/catalogue';
import { usePermissionWords } from '../../lib/permission-words';
import { useMe } from '../../lib/session';
import { GrantRow, GroupRow, type GridProps } from './grant-rows';
import type { GrantEdit } from './role-draft';
import { useFolding, type Folding } from './use-folding';
import { useGridKeys } from './use-grid-keys';
import classes from './grants-editor.module.css';

type EditorProps = {
  readonly grants: Grants;
  /** What holds without the edits, to mark those; null for a role that is not there yet. */
  readonly base: Grants | null;
  readonly onGrant: (edits: readonly GrantEdit[]) => void;
};

type SystemProps = { readonly system: SystemGroup; readonly grid: GridProps; readonly folding: Folding };

const entriesOf = ({ resources }: SystemGroup): readonly PermissionEntry[] =>
  resources.flatMap(({ entries }) => entries);

function SystemRows({ system, grid, folding }: SystemProps) {
  const { t } = useTranslation('roles');
  const name = t(`access:system.${system.system}`);
  return (
    <>
      <tbody>
        <GroupRow row={system.system} level="system" name={name} entries={entriesOf(system)} {...grid} />
      </tbody>
      {system.resources.map(({ resource, entries }) => (
        <tbody key={resource}>
          <GroupRow
            row={resource}
            level="resource"
            name={t(`access:resource.${resource}`)}
            entries={entries}
            fold={{ isOpen: folding.isOpen(resource), onToggle: () => folding.toggle(resource) }}
            {...grid}
          />
          {folding.isOpen(resource) &&
            entries.map((entry) => <GrantRow key={entry.permission} entry={entry} {...grid} />)}
        </tbody>
      ))}
    </>
  );
}

function Grid({ systems, text, ...given }: EditorProps & { systems: readonly SystemGroup[]; text: string }) {
  const { t } = useTranslation('roles');
  const me = useMe();
  const { spot, handlers } = useGridKeys();
  const folding = useFolding(text !== '');
  const mine = useMemo(() => grantsOf(me.permissions), [me.permissions]);
  const grid: GridProps = { ...given, mine, spot: spot ?? { row: 'all', col: 1 } };
  const all = systems.flatMap(entriesOf);
  return (
    <div className={classes.frame}>
      <table role="grid" className={classes.grid} aria-label={t('permissions')} {...handlers}>
        <thead>
          <tr>
            <th scope="col">{t('permission')}</th>
            <th scope="col">{t('access:scope.none')}</th>
            <th scope="col">{t('access:scope.own')}</th>
            <th scope="col">{t('access:scope.domain')}</th>
          </tr>
        </thead>
        <tbody>
          <GroupRow row="all" level="all" name={t(text ? 'editor.found' : 'editor.all')} entries={all} {...grid} />
        </tbody>
        {systems.map((system) => (
          <SystemRows key={system.system} system={system} grid={grid} folding={folding} />
        ))}
      </table>
    </div>
  );
}

/** How far each permission of a role reaches. Whole groups can be filled; what a filter hides is left as it is. */
export function GrantsEditor(props: EditorProps) {
  const { t } = useTranslation('roles');
  const [text, setText] = useState('');
  const permission = usePermissionWords();
  const systems = grouped(matching(text, { permission, resource: (resource) => t(`access:resource.${resource}`) }));
  return (
    <div className={classes.editor}>
      <div className={classes.tools}>
        <SearchField value={text} label={t('filter')} onType={(typed) => setText(typed.trim())} />
        <p className="dimmed">{t('editor.help')}</p>
      </div>
      {systems.length === 0 ? (
        <ListFiltered onClear={() => setText('')} />
      ) : (
        <Grid systems={systems} text={text} {...props} />
      )}
    </div>
  );
}
