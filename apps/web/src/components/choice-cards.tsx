import { Radio } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './choice-cards.module.css';

type Choice<V extends string> = { readonly value: V; readonly name: string; readonly text: string };

type ChoiceCardsProps<V extends string> = {
  /** Seen above the cards; without it, `name` is what they are called. */
  readonly label?: string | undefined;
  readonly name?: string | undefined;
  readonly choices: readonly Choice<V>[];
  readonly value: V;
  readonly error?: ReactNode;
  readonly onChange: (value: V) => void;
};

/** One of a few ways, each a card that says what it means. */
export function ChoiceCards<V extends string>({ label, name, choices, value, error, onChange }: ChoiceCardsProps<V>) {
  return (
    <Radio.Group
      label={label}
      aria-label={name}
      value={value}
      error={error}
      onChange={(chosen) => onChange(choices.find((choice) => choice.value === chosen)?.value ?? value)}
    >
      <div className={classes.choices}>
        {choices.map((choice) => (
          <Radio
            key={choice.value}
            value={choice.value}
            classNames={{ root: classes.choice, label: classes.choiceLabel }}
            label={
              <>
                <strong>{choice.name}</strong>
                <span className="dimmed">{choice.text}</span>
              </>
            }
          />
        ))}
      </div>
    </Radio.Group>
  );
}
