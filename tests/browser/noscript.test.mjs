// The whole way without JavaScript: links and forms only.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { enter, launch, visitor } from './support/browser.mjs';
import { demo } from './support/dondoc.mjs';
import { change, completeHead, confirmPlan, drop, freshPlan, settleAll, take } from './support/office.mjs';

describe('without JavaScript', () => {
  let app, browser, guest, page;

  before(async () => {
    app = await demo();
    browser = await launch();
    guest = await visitor(browser, { javaScriptEnabled: false });
    page = guest.page;
    await enter(page, app.link);
  });

  after(async () => {
    await browser?.close();
    await app?.stop();
  });

  test('a file is imported', async () => {
    const { address } = await drop(page, await freshPlan(128));
    assert.match(address, /\/drafts\/\d+/);
  });

  test('a task is edited', async () => {
    await page.locator('article.task a[data-key="e"]').first().click();
    await page.locator('form.row-form textarea[name="product"]').fill('Sản phẩm nhập không cần mã lệnh');
    await page.locator('form.row-form button[type=submit]').click();
    await page.getByText('Sản phẩm nhập không cần mã lệnh').first().waitFor();
  });

  test('a task is dropped and brought back', async () => {
    const tasks = page.locator('article.task');
    const all = await tasks.count();
    await change(page, tasks.last().locator('button[value^="drop"]'));
    assert.equal(await tasks.count(), all - 1);
    await change(page, page.locator('#bar button[value="undo"]'));
    assert.equal(await tasks.count(), all);
  });

  test('the draft is settled and confirmed', async () => {
    await completeHead(page, { number: '128/KH-UBND', issuer: 'Ủy ban nhân dân tỉnh Lam Giang' });
    await settleAll(page);
    await confirmPlan(page);
  });

  test('the register is filtered', async () => {
    await page.goto(`${app.origin}/register`);
    const rows = page.locator('#register table tbody tr');
    const all = await rows.count();
    await page.locator('#q').fill('niem yet');
    await page.getByRole('button', { name: 'Lọc', exact: true }).click();
    await page.waitForURL(/q=niem/);
    const some = await rows.count();
    assert.ok(some > 0 && some < all, `${some} of ${all}`);
  });

  test('the register is taken home', async () => {
    await page.goto(`${app.origin}/register`);
    const bytes = await take(page, 'Excel');
    assert.equal(bytes.subarray(0, 2).toString(), 'PK');
  });

  test('language and colours are switched', async () => {
    await page.goto(app.origin);
    await page.getByRole('button', { name: 'English' }).click();
    await page.locator('html[lang="en"]').waitFor();
    await page.locator('footer button[value="dark"]').click();
    await page.locator('html[data-theme="dark"]').waitFor();
  });
});
