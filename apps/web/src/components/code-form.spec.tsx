import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ProblemError } from 'wardkeep/client';
import { PROBLEMS, type ProblemCode } from 'wardkeep/contracts';
import { render, type Rendered } from '../testing/rendered';
import { speakEnglish } from '../testing/texts';
import { CodeForm, digitsOf } from './code-form';

const refusal = (code: ProblemCode) =>
  new ProblemError({ type: '', ...PROBLEMS[code], code, detail: '', requestId: 'r-1' }, null);

let sent: string[];
let answer: () => Promise<void>;
let page: Rendered;

beforeAll(speakEnglish);
beforeEach(async () => {
  sent = [];
  answer = () => Promise.resolve();
  page = await render(
    <CodeForm
      send={(code) => {
        sent.push(code);
        return answer();
      }}
    />,
  );
});
afterEach(() => page.close());

it.each([
  ['123 456', '123456'],
  ['12-34', '1234'],
  ['1234567', '123456'],
  ['１２３', ''],
])('reads “%s” as %s', (typed, digits) => expect(digitsOf(typed)).toBe(digits));

describe('the code of an authenticator app', () => {
  it('is one field that phones and password managers know', () => {
    const { inputMode, autocomplete } = page.find<HTMLInputElement>('input');
    expect({ inputMode, autocomplete }).toEqual({ inputMode: 'numeric', autocomplete: 'one-time-code' });
  });

  it('sends itself once, when it is complete', async () => {
    await page.type('input', '12345');
    expect(sent).toEqual([]);
    await page.type('input', '123 456');
    await page.type('input', '1234567');
    expect(sent).toEqual(['123456']);
  });

  it('asks for all six digits before it is sent by hand', async () => {
    await page.type('input', '123');
    await page.click(page.button('Verify'));
    expect(sent).toEqual([]);
    expect(page.text()).toContain('Type all six digits.');
  });

  it.each(['code-refused', 'invalid-credentials'] as const)('says in place that it is wrong: %s', async (code) => {
    answer = () => Promise.reject(refusal(code));
    await page.type('input', '111111');
    expect(page.text()).toContain('That code is wrong or was used before.');
    expect(page.find<HTMLInputElement>('input').value).toBe('');
    expect(document.activeElement).toBe(page.find('input'));
    await page.type('input', '222222');
    expect(page.text()).toContain('Check your phone');
    expect(sent).toEqual(['111111', '222222']);
  });

  it('keeps what was typed when the server could not answer', async () => {
    answer = () => Promise.reject(refusal('database-unavailable'));
    await page.type('input', '123456');
    expect(page.text()).toContain('The database does not answer.');
    await page.click(page.button('Verify'));
    expect(sent).toEqual(['123456', '123456']);
  });
});
