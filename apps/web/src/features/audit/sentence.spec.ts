import { beforeAll, describe, expect, it } from '@jest/globals';
import { AUDIT_EVENTS, type AuditEvent, type AuditEventType } from 'wardkeep/contracts';
import { i18n } from '../../i18n';
import { speakEnglish } from '../../testing/texts';
import { plainSentence, sentenceOf } from './sentence';

beforeAll(speakEnglish);

const words = (key: string) => i18n.t(`audit:${key}`);
const event = (given: Partial<AuditEvent>) =>
  ({
    type: 'user.disabled',
    outcome: 'success',
    actor: { id: 'a', username: 'ada', domain: 'primary' },
    subject: { kind: 'user', id: 's', name: 'm.keller' },
    ...given,
  }) as AuditEvent;

describe('the sentence of an event', () => {
  it.each<{ given: Partial<AuditEvent>; sentence: string }>([
    { given: {}, sentence: 'ada disabled the user m.keller' },
    { given: { type: 'sign-in.succeeded', subject: null }, sentence: 'ada signed in' },
    {
      given: { type: 'sign-in.refused', outcome: 'refused', actor: null },
      sentence: 'Sign-in as m.keller was refused',
    },
    { given: { type: 'user.deleted', outcome: 'refused' }, sentence: 'ada was not allowed: User deleted – m.keller' },
    { given: { type: 'domain.created', actor: null }, sentence: 'Wardkeep added the Domain m.keller' },
  ])('$sentence', ({ given, sentence }) => expect(plainSentence(event(given), words)).toBe(sentence));

  it('takes a name for a name, whatever it looks like', () => {
    const parts = sentenceOf(event({ subject: { kind: 'user', id: 's', name: '{actor} *$&*' } }), words);
    expect(parts.at(-1)).toEqual({ kind: 'subject', text: '{actor} *$&*' });
  });

  it.each(Object.keys(AUDIT_EVENTS) as AuditEventType[])('has words for %s', (type) => {
    expect(i18n.exists(`audit:sentence.${type}`)).toBe(true);
    expect(i18n.exists(`audit:event.${type}`)).toBe(true);
  });
});
