import { afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { act, type FormEvent } from 'react';
import { watchedFetch } from '../lib/reachable';
import { render, type Rendered } from '../testing/rendered';
import { speakEnglish } from '../testing/texts';
import { SendButton } from './send-button';

const original = globalThis.fetch;
const ask = async (answer: () => Promise<Response>) => {
  globalThis.fetch = jest.fn(answer);
  await act(() => watchedFetch('/').then(Boolean, Boolean));
};
const lose = () => ask(() => Promise.reject(new TypeError('failed')));
const find = () => ask(() => Promise.resolve({ status: 200 } as Response));

describe('what sends a form', () => {
  let page: Rendered;
  const send = jest.fn((event: FormEvent) => event.preventDefault());
  beforeAll(speakEnglish);
  beforeEach(async () => {
    send.mockClear();
    page = await render(
      <form onSubmit={send}>
        <SendButton>Save</SendButton>
      </form>,
    );
  });
  afterEach(async () => {
    await find();
    await page.close();
    globalThis.fetch = original;
  });

  it('sends nothing and says why while the server does not answer', async () => {
    await lose();
    const button = page.button('Save');
    const why = page.find(`[id="${button.getAttribute('aria-describedby')}"]`);
    expect(why.textContent).toMatch(/The server does not answer/);
    await page.click(button);
    expect(send).not.toHaveBeenCalled();
  });

  it('sends once it answers again', async () => {
    await lose();
    await find();
    await page.click(page.button('Save'));
    expect(send).toHaveBeenCalledTimes(1);
  });
});
