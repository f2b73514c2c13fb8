import type { AccessAnswer, AccessAnswers, AccessQuestionDto } from 'wardkeep/contracts';
import type { ReadOptions } from './options.js';
import type { Send } from './send.js';

export const access = (send: Send) => ({
  /** Whether a user may do something; a user whom the Domain does not know is a `user-not-found`. */
  check: (question: AccessQuestionDto, options?: ReadOptions) =>
    send<AccessAnswer>({ method: 'POST', path: '/access/check', body: question, options }),
  /** Up to 100 questions at once, answered in their order. */
  checkAll: (checks: AccessQuestionDto[], options?: ReadOptions) =>
    send<AccessAnswers>({ method: 'POST', path: '/access/check', body: { checks }, options }),
});
