import axe from 'axe-core';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { hangMs } from '../../hangMs.ts';
import { notePresses } from './pressed.ts';

/** Chromium of this machine, if it has one. */
export const browser = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) =>
  existsSync(path),
);
/** Folder for screenshots, for people to look at. */
export const shots = fileURLToPath(new URL('../../../coverage/screenshots/', import.meta.url));
const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
];

/** Sizes at which pages are looked at. */
export const sizes = {
  phone: { width: 390, height: 844 },
  tablet: { width: 1024, height: 768 },
  desk: { width: 1440, height: 900 },
} as const;

/** Violations of WCAG 2.1 AA on a page: contrast, names, roles, order of headings and the like. */
export async function breachesOf(page: Page): Promise<string[]> {
  // As text, because the page loads no script from elsewhere.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<Pick<axe.AxeResults, 'violations'>>(
    `axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] })`,
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`),
  );
}

/** Chromium with a page for the console, and a folder for the files of a test. */
export interface TestConsole {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly folder: string;
  /** Errors that the page's scripts have met. */
  readonly wrong: string[];
  readonly shot: (name: string) => Promise<void>;
  readonly end: () => Promise<void>;
}

/** Opens Chromium, where errors of scripts are collected. */
export async function openConsole(
  viewport = { width: 1100, height: 900 },
  locale = 'en-GB',
): Promise<TestConsole> {
  const folder = await mkdtemp(join(tmpdir(), 'nominal-console-'));
  await mkdir(shots, { recursive: true });
  const context = await chromium.launchPersistentContext(join(folder, 'profile'), {
    executablePath: browser ?? '',
    args: flags,
    viewport,
    locale,
  });
  context.setDefaultTimeout(hangMs);
  await notePresses(context);
  const page = await context.newPage();
  const wrong: string[] = [];
  page.on('pageerror', (error) => wrong.push(error.message));
  return {
    ...{ context, page, folder, wrong },
    shot: async (name) => {
      await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
    },
    end: async () => {
      await context.close();
      await rm(folder, { recursive: true });
    },
  };
}

/**
 * Holds the station's answers to requests until they are let go, as a slow network does.
 *
 * @returns what lets them go, and waits until the page has them.
 */
export async function holdAnswers(page: Page, path: RegExp): Promise<() => Promise<void>> {
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  await page.route(path, async (route) => {
    const response = await route.fetch();
    await gate;
    await route.fulfill({ response });
  });
  return async () => {
    open();
    await page.unrouteAll({ behavior: 'wait' });
  };
}

/** Looks at a page in all sizes and both themes: legible, and no wider than the screen. */
export async function lookOverPage({ page, shot }: TestConsole, name: string): Promise<void> {
  for (const size of Object.values(sizes)) {
    await page.setViewportSize(size);
    for (const theme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: theme });
      await shot(`${name}-${size.width}-${theme}`);
      const wide = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      expect(wide, `${name} ${size.width}`).toBeLessThanOrEqual(0);
      expect(await breachesOf(page), `${name} ${size.width} ${theme}`).toEqual([]);
    }
  }
  await page.setViewportSize(sizes.desk);
}
