import { expect, it } from '@jest/globals';
import { render } from '../testing/rendered';
import { useTitle } from './titles';

function Page({ title }: { readonly title: string }) {
  useTitle(title, 'Audit log');
  return null;
}

it('goes back to the page when the drawer over it closes', async () => {
  const page = await render(<Page title="Events" />);
  const drawer = await render(<Page title="Kim was deleted" />);
  expect(document.title).toBe('Kim was deleted · Audit log · Wardkeep');
  await drawer.close();
  expect(document.title).toBe('Events · Audit log · Wardkeep');
  await page.close();
  const next = await render(<Page title="Kim" />);
  expect(document.title).toBe('Kim · Audit log · Wardkeep');
  await next.close();
});
