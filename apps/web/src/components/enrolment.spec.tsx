import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { render, type Rendered } from '../testing/rendered';
import { speakEnglish } from '../testing/texts';
import { Enrolment } from './enrolment';

const secret = {
  secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
  issuer: 'Wardkeep',
  account: 'm.keller',
  otpauthUri: 'otpauth://totp/Wardkeep:m.keller',
  qrSvg: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><script>alert(1)</script></svg>',
};
const codes = Array.from({ length: 10 }, (_, index) => `CODE${index}`);

let asked: number;
let done: number;
let page: Rendered;

beforeAll(speakEnglish);
beforeEach(async () => {
  asked = 0;
  done = 0;
  page = await render(
    <Enrolment
      begin={() => {
        asked += 1;
        return Promise.resolve(secret);
      }}
      confirm={() => Promise.resolve(codes)}
      onDone={() => (done += 1)}
      doneLabel="Done"
      leave={<button type="button">Cancel</button>}
    />,
  );
});
afterEach(() => page.close());

describe('setting up two-factor authentication', () => {
  it('asks for one key only, however often one goes back and forth', async () => {
    await page.click(page.button('Continue'));
    await page.click(page.button('Back'));
    await page.click(page.button('Continue'));
    await page.click(page.button('Continue'));
    await page.click(page.button('Back'));
    expect(page.text()).toContain('GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ');
    expect(asked).toBe(1);
  });

  it('moves the focus to the heading of the step', async () => {
    await page.click(page.button('Continue'));
    expect(document.activeElement?.textContent).toBe('Add the account to the app');
  });

  it('shows the picture as a picture, in which nothing can act', async () => {
    await page.click(page.button('Continue'));
    expect(page.find<HTMLImageElement>('img').src).toMatch(/^data:image\/svg\+xml;charset=utf-8,%3Csvg/);
    expect(document.querySelector('script')).toBeNull();
  });

  it('ends with the recovery codes, which are stored before one goes on and have no way back', async () => {
    await page.click(page.button('Continue'));
    await page.click(page.button('Continue'));
    await page.type('input', '123456');
    for (const code of codes) expect(page.text()).toContain(code);
    expect(() => page.button('Back')).toThrow(/No button/);
    expect(() => page.button('Cancel')).toThrow(/No button/);
    await page.click(page.button('Done'));
    expect(done).toBe(0);
    await page.click(page.find('input[type=checkbox]'));
    await page.click(page.button('Done'));
    expect(done).toBe(1);
  });
});
