// An act of reorganisation, entered, decided, applied and undone by forms alone; its pages read by
// machines, on a telephone and in the dark.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { enter, launch, visitor } from './support/browser.mjs';
import { barriers, overflow } from './support/checks.mjs';
import { demo } from './support/dondoc.mjs';

describe('an act of reorganisation', () => {
  let app, browser, page, act;
  const shots = process.env.DONDOC_SHOTS;

  before(async () => {
    app = await demo();
    browser = await launch();
    ({ page } = await visitor(browser));
    await enter(page, app.link);
  });

  after(async () => {
    await browser?.close();
    await app?.stop();
  });

  async function addStep(kind, from, to) {
    await page.goto(act);
    const form = page.locator('form[action$="/steps"]');
    if (!(await form.isVisible())) await page.locator('details:has(form[action$="/steps"]) > summary').click();
    await form.locator('select[name=kind]').selectOption(kind);
    await form.locator('textarea[name=from]').fill(from);
    await form.locator('textarea[name=to]').fill(to);
    await form.locator('button[type=submit]').click();
  }

  async function look(path, name) {
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      await page.goto(path);
      assert.deepEqual(await barriers(page, `${name} (${colorScheme})`), []);
      if (shots) await page.screenshot({ path: `${shots}/${name}-${colorScheme}.png`, fullPage: true });
    }
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(path);
    assert.deepEqual(await overflow(page, name), []);
    if (shots) await page.screenshot({ path: `${shots}/${name}-390.png`, fullPage: true });
    await page.setViewportSize({ width: 1440, height: 900 });
  }

  test('it is entered and looked at', async () => {
    await page.goto(`${app.origin}/reorganisations/new`);
    await page.locator('#number').fill('9/NQ-HĐND');
    await page.locator('#title').fill('Sắp xếp các cơ quan chuyên môn');
    await page.locator('#issued_on').fill('2026-01-05');
    await page.locator('#effective_on').fill('2026-01-10');
    await page.locator('main form button[type=submit]').click();
    act = page.url();
    await addStep('functional_split', 'Sở Nội vụ', 'Sở Tài chính\nSở Khoa học và Công nghệ: chuyển đổi số');
    await addStep('merge', 'Sở Y tế', 'Sở Giáo dục và Đào tạo');
    await page.goto(act);
    assert.equal(await page.locator('.notice.warn').count(), 0, await page.locator('main').innerText());
    await look(`${app.origin}/reorganisations`, 'reorganisations');
    await look(act, 'reorganisation');
  });

  test('what it asks is decided, and it is applied and undone', async () => {
    await page.goto(act);
    const unit = await page.locator('a[href*="fate=undecided"]').first().getAttribute('href');
    await look(app.origin + unit.split('?')[0], 'reorganisation-unit');
    for (;;) {
      await page.goto(app.origin + unit.split('?')[0]);
      const take = page.locator('form:has(input[value=suggestion]) button').first();
      if ((await take.count()) === 0) break;
      await take.click();
    }
    await page.goto(act);
    await page.locator('form[action$="/application"] button').click();
    assert.equal(await page.locator('dd .status.done').count(), 1);
    await look(act, 'reorganisation-applied');
    await look(`${act}/groups`, 'reorganisation-groups');
    const follower = await page.goto(act).then(() =>
      page.locator('section.of-done td a[href^="/units/"]').first().getAttribute('href'));
    await look(app.origin + follower, 'unit-that-follows');
    await page.goto(act);
    await page.locator('form[action$="/undoing"] button').click();
    assert.equal(await page.locator('dd .status.cancelled').count(), 1);
  });
});
