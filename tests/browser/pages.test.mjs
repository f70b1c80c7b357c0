// Every page that links lead to, as it is read by machines, on a telephone, in the dark and in English.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { enter, launch, visitor } from './support/browser.mjs';
import { barriers, overflow } from './support/checks.mjs';
import { crawl, shape } from './support/crawl.mjs';
import { demo } from './support/dondoc.mjs';

describe('every page', () => {
  let app, browser, guest, pages, broken;

  before(async () => {
    app = await demo();
    browser = await launch();
    guest = await visitor(browser);
    await enter(guest.page, app.link);
    ({ pages, broken } = await crawl(guest.page, app.origin));
  });

  after(async () => {
    await browser?.close();
    await app?.stop();
  });

  test('there are pages to see', () => {
    const shapes = pages.map(shape);
    for (const wanted of ['/', '/plans', '/register', '/units', '/imports/new', '/settings']) {
      assert.ok(shapes.includes(wanted), `${wanted} is not reached by links: ${shapes.join(' ')}`);
    }
    assert.ok(shapes.some((path) => path.startsWith('/drafts/')), 'no draft to review');
  });

  test('no link leads nowhere', () => assert.deepEqual(broken, []));

  test('axe finds nothing, light and dark', async () => {
    const found = [];
    for (const colorScheme of ['light', 'dark']) {
      await guest.page.emulateMedia({ colorScheme });
      for (const path of pages) {
        await guest.page.goto(app.origin + path);
        found.push(...(await barriers(guest.page, `${path} (${colorScheme})`)));
      }
    }
    assert.deepEqual(found, []);
    await guest.page.emulateMedia({ colorScheme: 'light' });
  });

  test('nothing scrolls sideways at 390 px', async () => {
    const found = [];
    await guest.page.setViewportSize({ width: 390, height: 844 });
    for (const path of pages) {
      await guest.page.goto(app.origin + path);
      found.push(...(await overflow(guest.page, path)));
    }
    assert.deepEqual(found, []);
    await guest.page.setViewportSize({ width: 1440, height: 900 });
  });

  test('each page has one heading, a title of its own and its language', async () => {
    const titles = new Map();
    for (const path of pages) {
      await guest.page.goto(app.origin + path);
      assert.equal(await guest.page.locator('h1').count(), 1, `h1 of ${path}`);
      assert.equal(await guest.page.locator('html').getAttribute('lang'), 'vi', path);
      const title = await guest.page.title();
      assert.ok(title.length > 5, `title of ${path}`);
      assert.ok(!titles.has(title) || shape(titles.get(title)) === shape(path), `${path} and ${titles.get(title)} share a title`);
      titles.set(title, path);
    }
  });

  test('no page shows the name of a text instead of the text', async () => {
    for (const path of pages) {
      await guest.page.goto(app.origin + path);
      const words = await guest.page.locator('body').innerText();
      const raw = words.match(/\b(?:nav|review|import|register|task|plan|unit|home|status|role)-[a-z]+(?:-[a-z]+)*\b|\{\s*\$\w+\s*\}/g);
      assert.equal(raw, null, `${path} shows ${raw}`);
    }
  });

  test('the pages speak English when asked to', async () => {
    await guest.page.goto(app.origin);
    await guest.page.getByRole('button', { name: 'English' }).click();
    for (const path of pages) {
      await guest.page.goto(app.origin + path);
      assert.equal(await guest.page.locator('html').getAttribute('lang'), 'en', path);
    }
    await guest.page.getByRole('button', { name: 'Tiếng Việt' }).click();
  });

  test('no page complained to the console or asked for anything outside', () => {
    assert.deepEqual(guest.errors, []);
  });
});
