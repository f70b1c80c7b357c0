// The directory without JavaScript: choose a province, look, load; rename a unit from a day; look
// at a file before it is brought in. Every step is read by axe with scripts on afterwards.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { enter, launch, visitor } from './support/browser.mjs';
import { barriers, overflow } from './support/checks.mjs';
import { demo } from './support/dondoc.mjs';

describe('the directory', () => {
  let app, browser, plain, page;
  const seen = [];

  before(async () => {
    app = await demo();
    browser = await launch();
    plain = await visitor(browser, { javaScriptEnabled: false });
    page = plain.page;
    await enter(page, app.link);
  });

  after(async () => {
    await browser?.close();
    await app?.stop();
  });

  test('a province is chosen, looked at and loaded', async () => {
    await page.goto(`${app.origin}/units`);
    await page.locator('select[name=tinh]').selectOption('nghe-an');
    await page.getByRole('button', { name: 'Xem danh mục' }).click();
    await page.getByRole('heading', { name: 'Danh mục Nghệ An' }).waitFor();
    seen.push(new URL(page.url()).pathname + new URL(page.url()).search);
    await page.getByRole('button', { name: 'Nạp danh mục Nghệ An' }).click();
    await page.goto(`${app.origin}/units?ngay=2023-04-18`);
    await page.getByRole('link', { name: 'Sở Thông tin và Truyền thông', exact: true }).waitFor();
  });

  test('a unit is renamed from a day', async () => {
    await page.goto(`${app.origin}/units?q=so+dan+toc`);
    await page.getByRole('link', { name: 'Sở Dân tộc và Tôn giáo', exact: true }).first().click();
    const unit = new URL(page.url()).pathname;
    seen.push(unit);
    await page.getByRole('link', { name: 'Sửa', exact: true }).click();
    seen.push(new URL(page.url()).pathname);
    await page.locator('#name-2').fill('Sở Dân tộc');
    await page.locator('#name-from-2').fill('2026-03-01');
    await page.getByRole('button', { name: 'Lưu' }).click();
    assert.equal(await page.locator('h1').textContent(), 'Sở Dân tộc');
    await page.goto(`${app.origin}${unit}?ngay=2026-02-28`);
    assert.equal(await page.locator('h1').textContent(), 'Sở Dân tộc và Tôn giáo');
  });

  test('a file is looked at before it is brought in', async () => {
    await page.goto(`${app.origin}/units/imports/new`);
    seen.push('/units/imports/new');
    const csv = 'Mã đơn vị,Tên,Loại,Cấp,Tên gọi tắt\nlg.so-moi,Sở Mới,department,province,SM\nlg.so-y-te,Sở Y tế,department,province,Sở YT\n';
    await page.locator('#place').selectOption('Lam Giang');
    await page.locator('#files').setInputFiles({ name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
    await page.getByRole('button', { name: 'Xem trước' }).click();
    await page.getByText('Thêm 1 cơ quan').waitFor();
    seen.push(new URL(page.url()).pathname);
    await page.getByRole('button', { name: 'Nạp', exact: true }).click();
    await page.getByText(/Đã nạp lúc/).waitFor();
  });

  test('axe finds nothing on the way, and nothing scrolls sideways', async () => {
    const guest = await visitor(browser);
    await guest.page.context().addCookies(await page.context().cookies());
    const found = [];
    for (const colorScheme of ['light', 'dark']) {
      await guest.page.emulateMedia({ colorScheme });
      for (const path of seen) {
        await guest.page.goto(app.origin + path);
        found.push(...(await barriers(guest.page, `${path} (${colorScheme})`)));
        const folder = process.env.DONDOC_PICTURES;
        for (const width of [1440, 390]) {
          await guest.page.setViewportSize({ width, height: 900 });
          if (width === 390) found.push(...(await overflow(guest.page, path)));
          const name = `${path.replaceAll(/[^a-z0-9]+/g, '-')}-${width}-${colorScheme}.png`;
          if (folder) await guest.page.screenshot({ path: `${folder}/${name}`, fullPage: true });
        }
      }
    }
    assert.deepEqual(found, []);
  });
});
