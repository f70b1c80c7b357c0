// What must hold on every page.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds, best practices included. */
export async function barriers(page, where) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  return violations.flatMap((violation) =>
    violation.nodes.slice(0, 3).map((node) => `${where}: ${violation.id} (${violation.impact}) ${node.target.join(' ')} ${node.html.slice(0, 160)} ${node.failureSummary?.split('\n')[1] ?? ''}`),
  );
}

/** What sticks out of the screen: tables scroll in a box of their own. */
export async function overflow(page, where) {
  return page.evaluate((where) => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const wide = [...document.querySelectorAll('body *')].filter((element) => element.getBoundingClientRect().right > width + 1);
    const first = wide.slice(0, 3).map((element) => element.outerHTML.slice(0, 120));
    return [`${where} scrolls sideways: ${document.documentElement.scrollWidth} > ${width} ${first.join(' ')}`];
  }, where);
}

/** Every element reached by the Tab key shows where it is. */
export async function focusIsVisible(page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return true;
    // The browser itself shows which part of a day is being typed.
    if (element.type === 'date') return true;
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    const seen = box.width > 0 && box.height > 0;
    return seen && (style.outlineStyle !== 'none' || style.boxShadow !== 'none');
  });
}

/** Addresses of the site that a page links to, without files to save. */
export async function links(page) {
  const found = await page.evaluate(() => [...document.querySelectorAll('a[href]')].filter((a) => !a.hasAttribute('download')).map((a) => a.href));
  const here = new URL(page.url()).origin;
  const own = found.map((href) => new URL(href)).filter((url) => url.origin === here);
  return own.map((url) => url.pathname + url.search);
}
