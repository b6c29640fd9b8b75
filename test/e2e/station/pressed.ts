import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright-core';

/**
 * Notes which controls a page has shown and which were used, a line each, in the folder that
 * `NOMINAL_PRESSES` names; without it does nothing. `node scripts/list-unpressed.mjs FOLDER` then says
 * which were never used.
 */
export async function notePresses(context: BrowserContext): Promise<void> {
  const { NOMINAL_PRESSES: folder } = process.env;
  if (folder === undefined) return;
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${process.pid}.txt`);
  await context.exposeBinding('notePress', async (_, line: string) => {
    await appendFile(file, `${line}\n`);
  });
  await context.addInitScript(watchControls);
}

/**
 * Runs in the page. A control is known by its kind and its English name, without numbers and file names: it
 * is the same one on whichever page it stands.
 */
const watchControls = `(() => {
  const told = new Set();
  const tell = (line) => {
    if (told.has(line)) return;
    told.add(line);
    window.notePress(line);
  };
  const nameOf = (element) => {
    const label = element.labels?.[0]?.cloneNode(true);
    for (const inner of label?.querySelectorAll('select, small') ?? []) inner.remove();
    const text = element.getAttribute('aria-label') ?? label?.textContent ?? element.textContent.trim();
    const name = text || element.title || element.className || element.type;
    return name.replace(/\\S+\\.(png|jpg)/g, 'FILE').replace(/[0-9][0-9.,:]*/g, 'N').replace(/\\s+/g, ' ').slice(0, 60);
  };
  const keyOf = (element) => element.tagName.toLowerCase() + ' | ' + nameOf(element);
  // Decisions and images are not controls of the console.
  const selector = 'button:not(.tile, .zoom), a.button, nav a, summary, select, input, textarea';
  const look = () => {
    if (document.documentElement.lang !== 'en') return;
    for (const element of document.querySelectorAll(selector))
      if (element.offsetParent !== null || element.type === 'file') tell('shown | ' + keyOf(element));
  };
  addEventListener('DOMContentLoaded', () => {
    new MutationObserver(look).observe(document, { childList: true, subtree: true });
    look();
  });
  for (const kind of ['click', 'change', 'input'])
    addEventListener(kind, ({ target }) => {
      const control = target instanceof Element && target.closest(selector);
      if (control) tell('used | ' + keyOf(control));
    }, true);
})();`;
