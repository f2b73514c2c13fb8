import { Modal, Switch } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { allowSingleKeys, hasSingleKeys, toldKeys } from '../../lib/keys';
import { Keys } from './key-names';
import classes from './palette.module.css';

type Told = { readonly label: string; readonly keys: readonly string[]; readonly isSingle: boolean };

/** The same action may have several keys. */
function grouped(): readonly Told[] {
  const byLabel = new Map<string, Told>();
  for (const { key, label, run } of toldKeys()) {
    const known = byLabel.get(label)?.keys ?? [];
    const isSingle = run !== undefined && !key.startsWith('mod+');
    byLabel.set(label, { label, keys: [...new Set([...known, key])], isSingle });
  }
  return [...byLabel.values()];
}

export function KeysDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('palette');
  const [told] = useState(grouped);
  const [isOn, setIsOn] = useState(hasSingleKeys);
  const change = (on: boolean) => {
    allowSingleKeys(on);
    setIsOn(on);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('common:keys.list')}
      closeButtonProps={{ 'aria-label': t('common:action.close') }}
    >
      <dl className={classes.keys}>
        {told.map(({ label, keys, isSingle }) => (
          <div key={label} className={classes.key} data-off={(!isOn && isSingle) || undefined}>
            <dt>{label}</dt>
            <dd>
              {keys.map((name) => (
                <span key={name} className={classes.combination}>
                  <Keys of={name} />
                </span>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <Switch
        label={t('single')}
        description={t('singleHelp')}
        checked={isOn}
        onChange={(event) => change(event.currentTarget.checked)}
      />
    </Modal>
  );
}
