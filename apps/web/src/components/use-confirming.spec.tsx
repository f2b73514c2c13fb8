import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { act } from 'react';
import { ProblemError } from 'wardkeep/client';
import { PROBLEMS } from 'wardkeep/contracts';
import { render, type Rendered } from '../testing/rendered';
import { speakEnglish } from '../testing/texts';
import { ReasonField } from './reason-field';
import { useConfirming, type Confirmed } from './use-confirming';

const refusal = () =>
  new ProblemError(
    { type: '', ...PROBLEMS['reason-required'], code: 'reason-required', detail: '', requestId: 'r-1' },
    null,
  );

let sent: Confirmed[];
let isKnown: boolean;
let page: Rendered;

/** The server asks for a reason; whether the dialog knows of it beforehand is up to the test. */
function Question() {
  const { form, submit, reason } = useConfirming({
    level: 2,
    warnings: isKnown ? ['reason-required'] : [],
    onClose: () => undefined,
    onConfirm: (given) => {
      sent.push(given);
      return given.reason === undefined ? Promise.reject(refusal()) : Promise.resolve();
    },
  });
  return (
    <form ref={form} onSubmit={submit}>
      <ReasonField {...reason} />
      <button type="submit">Do it</button>
    </form>
  );
}

async function write(text: string): Promise<void> {
  const field = page.find<HTMLTextAreaElement>('textarea[name=reason]');
  await act(() => {
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')?.set?.call(field, text);
    field.dispatchEvent(new Event('input', { bubbles: true }));
    return Promise.resolve();
  });
}

async function open(known: boolean): Promise<void> {
  isKnown = known;
  page = await render(
    <QueryClientProvider client={new QueryClient()}>
      <Question />
    </QueryClientProvider>,
  );
}

beforeAll(speakEnglish);
beforeEach(() => {
  sent = [];
});
afterEach(() => page.close());

describe('a reason that the Domain asks for', () => {
  it('is asked for before anything is sent, where the dry run told of it', async () => {
    await open(true);
    await page.click(page.button('Do it'));
    expect(sent).toEqual([]);
    expect(page.text()).toContain('Say why: this Domain asks for a reason.');
    expect(document.activeElement).toBe(page.find('textarea[name=reason]'));
    await write('Left the company');
    expect(page.text()).not.toContain('Say why');
    await page.click(page.button('Do it'));
    expect(sent).toEqual([{ reason: 'Left the company', confirm: undefined }]);
  });

  it('is asked for after the refusal, where nobody knew', async () => {
    await open(false);
    expect(page.text()).toContain('Reason (optional)');
    await page.click(page.button('Do it'));
    expect(page.text()).toContain('Say why: this Domain asks for a reason.');
    expect(page.text()).not.toContain('(optional)');
    await write('  Left the company ');
    await page.click(page.button('Do it'));
    expect(sent.map(({ reason }) => reason)).toEqual([undefined, 'Left the company']);
  });
});
