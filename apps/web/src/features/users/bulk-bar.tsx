import { Button, Menu } from '@mantine/core';
import { IconChevronDown, IconCircleCheck, IconCircleOff, IconDownload, IconUserShield } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { BULK_ACTIONS, type BulkAction, type Total, type User } from 'wardkeep/contracts';
import { SelectionBar } from '../../components/selection-bar';
import type { Selection } from '../../components/use-selection';
import { useMay } from '../../lib/session';
import { WAYS } from './bulk';

const AT_HAND: readonly BulkAction[] = ['disable', 'enable', 'set-role'];
const ICONS = { disable: IconCircleOff, enable: IconCircleCheck, 'set-role': IconUserShield };
const icon = { size: 16, stroke: 1.7, 'aria-hidden': true } as const;

export type AskBulk = (action: BulkAction | 'export') => void;
type BarProps = { readonly selection: Selection<User>; readonly total: Total; readonly onAsk: AskBulk };

/** Whether a role may do this to anybody at all. */
export function useBulkActions(): readonly BulkAction[] {
  const may = useMay();
  return BULK_ACTIONS.filter((action) => WAYS[action].needs.every((permission) => may(permission, 'domain')));
}

function More({ actions, onAsk }: { readonly actions: readonly BulkAction[]; readonly onAsk: AskBulk }) {
  const { t } = useTranslation('bulk');
  if (actions.length === 0) return null;
  const plain = actions.filter((action) => !WAYS[action].isDanger);
  const danger = actions.filter((action) => WAYS[action].isDanger);
  return (
    <Menu position="top-end" width={260}>
      <Menu.Target>
        <Button size="xs" variant="default" rightSection={<IconChevronDown {...icon} />}>
          {t('more')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {plain.map((action) => (
          <Menu.Item key={action} onClick={() => onAsk(action)}>
            {t(`action.${action}`)}
          </Menu.Item>
        ))}
        {danger.length > 0 && plain.length > 0 && <Menu.Divider />}
        {danger.map((action) => (
          <Menu.Item key={action} color="danger" onClick={() => onAsk(action)}>
            {t(`action.${action}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** What can be done with the chosen users. */
export function BulkBar({ selection, total, onAsk }: BarProps) {
  const { t } = useTranslation('bulk');
  const may = useMay();
  const actions = useBulkActions();
  return (
    <SelectionBar selection={selection} total={total}>
      {AT_HAND.filter((action) => actions.includes(action)).map((action) => {
        const Icon = ICONS[action as keyof typeof ICONS];
        return (
          <Button
            key={action}
            size="xs"
            variant="default"
            leftSection={<Icon {...icon} />}
            onClick={() => onAsk(action)}
          >
            {t(`action.${action}`)}
          </Button>
        );
      })}
      {may('users:export', 'domain') && (
        <Button size="xs" variant="default" leftSection={<IconDownload {...icon} />} onClick={() => onAsk('export')}>
          {t('action.export')}
        </Button>
      )}
      <More actions={actions.filter((action) => !AT_HAND.includes(action))} onAsk={onAsk} />
    </SelectionBar>
  );
}
