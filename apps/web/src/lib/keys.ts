import { useEffect, useRef } from 'react';
import { keep, kept } from './kept';

export type KeyAction = {
  /** A sign as `KeyboardEvent.key` has it, whatever keys make it on this keyboard; `mod+k` is Ctrl or ⌘ with it. */
  readonly key: string;
  /** What it does, for the list of keys. */
  readonly label: string;
  /** Whether it does something now; always, if absent. */
  readonly when?: () => boolean;
  /** Whether the list of keys tells of it; always, if absent. */
  readonly isTold?: () => boolean;
  /** Absent: the browser does it, and the key is only told of. */
  readonly run?: (event: KeyboardEvent) => void;
};

const MOD = 'mod+';
const SINGLE_KEYS = 'single-keys';
/** Where letters are typed, or where keys mean something else. */
const FIELDS = 'input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable=true]';
const OVER_THE_PAGE = '[role=dialog], [role=menu]';

type Entry = { current: readonly KeyAction[] };
const entries: Entry[] = [];

/** Keys of what is on the page, as long as it is there. */
export function useKeys(actions: readonly KeyAction[]): void {
  const entry = useRef(actions);
  useEffect(() => {
    entry.current = actions;
  });
  useEffect(() => {
    entries.push(entry);
    return () => void entries.splice(entries.indexOf(entry), 1);
  }, []);
}

const offered = (): readonly KeyAction[] => entries.flatMap(({ current }) => current);

/** All keys of what is on the page now. */
export const toldKeys = (): readonly KeyAction[] => offered().filter(({ isTold }) => isTold?.() ?? true);

/** People who speak to their computer, or hit keys by accident, can switch off those that need no Ctrl. */
export const hasSingleKeys = (): boolean => kept(SINGLE_KEYS) !== 'off';

export const allowSingleKeys = (on: boolean): void => keep(SINGLE_KEYS, on ? null : 'off');

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'getModifierState'>;

/** AltGr, which is Ctrl with Alt on some systems, only makes the sign, as Shift does. */
export function isKey(key: string, event: Pressed): boolean {
  const isMod = (event.ctrlKey || event.metaKey) && !event.getModifierState('AltGraph');
  if (!key.startsWith(MOD)) return !isMod && event.key === key;
  const isPlain = !event.altKey && !event.shiftKey;
  return isMod && isPlain && event.key.toLowerCase() === key.slice(MOD.length);
}

/** Whether something lies over the page that its keys would change unseen. */
export const isCovered = (): boolean => document.querySelector(OVER_THE_PAGE) !== null;

/** What the key itself has just closed is gone already. */
function isElsewhere(target: EventTarget | null): boolean {
  if (isCovered()) return true;
  return target instanceof Element && (!target.isConnected || target.closest(FIELDS) !== null);
}

/** Runs what the key is for; of several, what came to the page last. */
function runKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const action = offered().findLast(({ key, when, run }) => run && isKey(key, event) && (when?.() ?? true));
  if (!action?.run) return;
  if (!action.key.startsWith(MOD) && (!hasSingleKeys() || isElsewhere(event.target))) return;
  event.preventDefault();
  action.run(event);
}

/** For the shell: keys are heard wherever the focus is. */
export function useKeyboard(): void {
  useEffect(() => {
    document.addEventListener('keydown', runKey);
    return () => document.removeEventListener('keydown', runKey);
  }, []);
}
