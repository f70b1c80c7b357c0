// Everything by the keyboard: no click, no hover.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { enter, launch, visitor } from './support/browser.mjs';
import { focusIsVisible } from './support/checks.mjs';
import { demo } from './support/dondoc.mjs';

describe('the keyboard alone', () => {
  let app, browser, guest, page;

  before(async () => {
    app = await demo();
    browser = await launch();
    guest = await visitor(browser);
    page = guest.page;
    await enter(page, app.link);
  });

  after(async () => {
    await browser?.close();
    await app?.stop();
  });

  test('the first stop leads past the menu to the content', async () => {
    await page.keyboard.press('Tab');
    const skip = page.locator(':focus');
    assert.equal(await skip.getAttribute('href'), '#content');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'content');
  });

  for (const path of ['/', '/register', '/imports/new', '/plans', '/units']) {
    test(`every control of ${path} is reached and seen`, async () => {
      await page.goto(app.origin + path);
      const wanted = await controls(page);
      assert.ok(wanted.length > 5);
      const reached = new Set();
      // A field for a day has several stops of its own; past the last control the focus leaves.
      for (let step = 0; step < wanted.length * 2 + 60; step += 1) {
        await page.keyboard.press('Tab');
        const at = await page.evaluate(() => document.activeElement?.dataset.testNumber ?? null);
        if (at === null && reached.size > 0) break;
        if (at !== null) reached.add(at);
        assert.ok(await focusIsVisible(page), `focus is not seen on ${await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 160))}`);
      }
      const missed = wanted.filter(([number]) => !reached.has(number)).map(([, html]) => html);
      assert.deepEqual(missed, []);
    });
  }

  test('a draft is walked, opened for editing and left again by keys', async () => {
    await page.goto(app.origin);
    await page.locator('main a[href^="/drafts/"]').first().focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/drafts\//);
    await page.locator('article.task').first().waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    const second = await page.evaluate(() => document.activeElement?.closest('article.task')?.id);
    assert.ok(second, 'j goes to a task');
    await page.keyboard.press('k');
    const first = await page.evaluate(() => document.activeElement?.closest('article.task')?.id);
    assert.notEqual(first, second, 'k goes back');
    await page.keyboard.press('e');
    await page.locator(`#${first} form.row-form`).waitFor();
    await page.keyboard.press('Escape');
    await page.locator(`#${first} form.row-form`).waitFor({ state: 'detached' });
  });

  test('tasks that stand apart are chosen and merged by keys', async () => {
    const tasks = page.locator('article.task');
    const before = await tasks.count();
    await tasks.first().focus();
    await page.keyboard.press('v');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('v');
    const bar = await page.locator('#chosen').boundingBox();
    assert.ok(bar.y >= 0 && bar.y + bar.height <= page.viewportSize().height, 'the button is in sight');
    await page.keyboard.press('Shift+M');
    await page.waitForFunction((n) => document.querySelectorAll('article.task').length === n, before - 1);
    await page.locator('#chosen').waitFor({ state: 'hidden' });
    await page.keyboard.press('u');
    await page.waitForFunction((n) => document.querySelectorAll('article.task').length === n, before);
  });

  test('a passage chosen far down offers its button in sight', async () => {
    const text = page.locator('#paper .line').last();
    await text.scrollIntoViewIfNeeded();
    await text.evaluate((line) => {
      const words = document.createTreeWalker(line.parentElement, NodeFilter.SHOW_TEXT).nextNode();
      getSelection().setBaseAndExtent(words, 0, words, words.data.length);
    });
    const pick = page.locator('#pick');
    await pick.waitFor();
    const bar = await pick.boundingBox();
    assert.ok(bar.y >= 0 && bar.y + bar.height <= page.viewportSize().height, JSON.stringify(bar));
    await page.evaluate(() => getSelection().removeAllRanges());
  });

  test('no page complained', () => assert.deepEqual(guest.errors, []));
});

/** The controls a person can see, numbered; a group of radio buttons is one stop. */
function controls(page) {
  return page.evaluate(() => {
    const all = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')];
    const shown = all.filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.disabled && element.type !== 'hidden' && element.tabIndex >= 0);
    const groups = new Set();
    const stops = shown.filter((element) => {
      if (element.type !== 'radio') return true;
      const first = !groups.has(element.name);
      groups.add(element.name);
      return first;
    });
    return stops.map((element, number) => {
      element.dataset.testNumber = String(number);
      return [String(number), element.outerHTML.slice(0, 160)];
    });
  });
}
