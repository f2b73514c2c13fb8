import type { AuditEvent, AuditEventType } from 'wardkeep/contracts';

export type Part = { readonly kind: 'actor' | 'subject' | 'verb' | 'text'; readonly text: string };
type Words = (key: string) => string;

/** Whose very meaning is a refusal; the others, when refused, were only tried. */
const REFUSALS: readonly AuditEventType[] = [
  'sign-in.refused',
  'access.refused',
  'address.refused',
  'password.confirmed',
];

const MARKS = /(\{actor\}|\{subject\}|\*[^*]+\*)/;

function templateOf({ type, outcome }: AuditEvent, words: Words): string {
  if (outcome === 'success' || REFUSALS.includes(type)) return words(`sentence.${type}`);
  return words('sentence.tried').replace('{event}', () => words(`event.${type}`));
}

/**
 * What happened, as a sentence whose parts are told apart: `ada **disabled** m.keller`. Names are put in after the
 * template is taken apart, so that a name can not pose as something else.
 */
export function sentenceOf(event: AuditEvent, words: Words): readonly Part[] {
  const actor = event.actor?.username ?? words('system');
  const subject = event.subject?.name ?? event.actor?.username ?? words('nobody');
  return templateOf(event, words)
    .split(MARKS)
    .filter((piece) => piece !== '')
    .map((piece): Part => {
      if (piece === '{actor}') return { kind: 'actor', text: actor };
      if (piece === '{subject}') return { kind: 'subject', text: subject };
      if (piece.startsWith('*')) return { kind: 'verb', text: piece.slice(1, -1) };
      return { kind: 'text', text: piece };
    });
}

export const plainSentence = (event: AuditEvent, words: Words): string =>
  sentenceOf(event, words)
    .map(({ text }) => text)
    .join('');
