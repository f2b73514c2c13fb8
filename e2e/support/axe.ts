import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const SCHEMES = ['light', 'dark'] as const;
type Scheme = (typeof SCHEMES)[number];

/** No finding of axe at WCAG 2.2 AA, light and dark, nothing excluded. `state` names what was looked at. */
export async function expectAccessible(page: Page, state: string, schemes: readonly Scheme[] = SCHEMES): Promise<void> {
  for (const scheme of schemes) {
    await page.emulateMedia({ colorScheme: scheme });
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', scheme);
    await painted(page);
    const { violations } = await new AxeBuilder({ page })
      .options({ resultTypes: ['violations'] })
      .withTags(TAGS)
      .setLegacyMode(true)
      .analyze();
    const found = violations.flatMap(({ id, help, nodes }) =>
      nodes.map((node) => `${id}: ${help}\n  ${node.html}\n  ${node.failureSummary}`),
    );
    expect.soft(found, `axe: ${state}, ${scheme}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: SCHEMES[0] });
}

/** What was switched is on the screen. */
function painted(page: Page): Promise<void> {
  return page.evaluate(
    () => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
  );
}

const WIDE = 1280;
/** Colors do not depend on the width: each scheme is looked at once. */
export const LOOKS: readonly (readonly [width: number, scheme: Scheme])[] = [
  [WIDE, 'light'],
  [390, 'dark'],
];
const NARROWEST = 320;
const HEIGHT = 800;

/** The same, wide in light or narrow in dark, or both; and at the narrowest, nothing makes the page scroll sideways. */
export async function expectAccessibleAtWidths(page: Page, state: string, looks = LOOKS): Promise<void> {
  for (const [width, scheme] of looks) {
    await page.setViewportSize({ width, height: HEIGHT });
    await expectAccessible(page, `${state} at ${width} px`, [scheme]);
  }
  await page.setViewportSize({ width: NARROWEST, height: HEIGHT });
  // What has transitions has its old sizes until then.
  await painted(page);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect.soft(width, `${state} scrolls sideways at ${NARROWEST} px`).toBeLessThanOrEqual(NARROWEST);
  await page.setViewportSize({ width: WIDE, height: HEIGHT });
}
