// Replies without accounts: the coordinator asks, a unit answers on a telephone, by the offline
// page and by a workbook that LibreOffice saved again; everything comes back by being dropped.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

import { enter, launch, visitor } from './support/browser.mjs';
import { demo } from './support/dondoc.mjs';

const run = promisify(execFile);

/** Drop a file on the page that is open, as from a folder of the desk. */
async function dropOn(page, path) {
  const bytes = (await readFile(path)).toString('base64');
  const transfer = await page.evaluateHandle(
    ({ bytes, name }) => {
      const data = new DataTransfer();
      const content = Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0));
      data.items.add(new File([content], name));
      return data;
    },
    { bytes, name: basename(path) },
  );
  for (const kind of ['dragenter', 'dragover']) await page.dispatchEvent('main', kind, { dataTransfer: transfer });
  await page.locator('#drop-anywhere:not([hidden])').waitFor();
  await Promise.all([page.waitForURL(/\/(returns|imports)\//), page.dispatchEvent('main', 'drop', { dataTransfer: transfer })]);
}

describe('replies without accounts', () => {
  let app, browser, office, unit, folder, round, link;

  before(async () => {
    app = await demo();
    browser = await launch();
    folder = await mkdtemp(join(tmpdir(), 'dondoc-replies-'));
    office = await visitor(browser);
    await enter(office.page, app.link);
  });

  after(async () => {
    await browser?.close();
    await app?.stop();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  test('the coordinator makes links and forms for everybody', async () => {
    const { page } = office;
    await page.getByRole('link', { name: 'Thu thập báo cáo' }).click();
    await page.getByRole('main').getByRole('link', { name: 'Thu thập báo cáo', exact: true }).click();
    await page.getByRole('button', { name: 'Tạo đường dẫn và biểu' }).click();
    await page.waitForURL(/\/replies\/\d+/);
    round = page.url();
    link = await page.locator('.copy input').first().inputValue();
    assert.match(link, /\/reply\/[\w-]{43}$/);
    const states = await page.locator('tbody .status').allInnerTexts();
    assert.ok(states.every((state) => state === 'Chưa mở'), states.join());
  });

  test('a unit officer answers on a telephone', async () => {
    unit = await visitor(browser, { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
    const { page } = unit;
    await page.goto(link);
    assert.deepEqual(await unit.context.cookies(), [], 'no cookie');
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 390, `${width} px wide`);
    await page.getByRole('link', { name: /^Khai báo cáo/ }).first().click();
    await page.getByLabel('Tình hình thực hiện').fill('Đã tổ chức hội nghị triển khai');
    await page.getByLabel('Tỷ lệ hoàn thành (%)').fill('70');
    await page.getByRole('button', { name: 'Lưu nháp' }).click();
    await page.getByText('Đã lưu nháp').waitFor();
    await page.getByLabel('Họ và tên').fill('Trần Thị Hoa');
    await page.getByLabel('Chức vụ').fill('Văn thư');
    await page.getByRole('button', { name: 'Gửi cả 1 bản nháp' }).click();
    await page.getByText('Đã gửi 1 báo cáo').waitFor();
    // And one done at once.
    await page.getByRole('link', { name: /^Báo cáo thêm/ }).first().click();
    const day = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);
    await page.getByLabel('Tỷ lệ hoàn thành (%)').fill('100');
    await page.getByLabel('Ngày báo hoàn thành').fill(day);
    await page.getByRole('button', { name: 'Gửi báo cáo' }).click();
    await page.getByText('Đã gửi 1 báo cáo').waitFor();
    assert.deepEqual(unit.errors, []);
  });

  test('the coordinator sees who said it and confirms', async () => {
    const { page } = office;
    await page.goto(`${app.origin}/`);
    const arrival = page.locator('section[aria-labelledby=arrivals] li').first();
    assert.match(await arrival.innerText(), /Trần Thị Hoa – Văn thư · Đường dẫn riêng/);
    await arrival.getByRole('link').click();
    await page.locator('summary', { hasText: 'Xác nhận hoàn thành' }).click();
    await page.getByRole('button', { name: 'Xác nhận hoàn thành' }).click();
    await page.locator('.history').getByText('Xác nhận hoàn thành').waitFor();
    await unit.page.goto(link);
    await unit.page.getByText('Xác nhận hoàn thành').first().waitFor();
  });

  test('the offline page is filled in as a file, saved and dropped back', async () => {
    const { page } = office;
    await page.goto(round);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('tbody tr').nth(1).getByRole('link', { name: /^HTML/ }).click(),
    ]);
    const form = join(folder, 'bieu.html');
    await download.saveAs(form);
    const offline = await browser.newContext({ offline: true, acceptDownloads: true });
    const sheet = await offline.newPage();
    await sheet.goto(pathToFileURL(form).href);
    await sheet.locator('#said_by').fill('Lê Văn Tám');
    await sheet.locator('#state-0').selectOption('ongoing');
    await sheet.locator('#share-0').fill('35');
    await sheet.locator('#narrative-0').fill('Đang lấy ý kiến các xã');
    const [answers] = await Promise.all([
      sheet.waitForEvent('download'),
      sheet.locator('#form button[type=submit]').click(),
    ]);
    const saved = join(folder, answers.suggestedFilename());
    assert.match(saved, /\.dondoc$/);
    await answers.saveAs(saved);
    await offline.close();

    await page.goto(`${app.origin}/units`);
    await dropOn(page, saved);
    await page.getByText('Đang lấy ý kiến các xã').waitFor();
    await page.getByRole('button', { name: 'Ghi vào sổ' }).first().click();
    await page.getByText('Đã ghi 1 báo cáo vào sổ').waitFor();
    // A second time, on another page: nothing happens.
    await page.goto(`${app.origin}/register`);
    await dropOn(page, saved);
    await page.getByText('Nạp lại không thay đổi gì').waitFor();
    assert.equal(await page.locator('input[name=take]').count(), 0);
  });

  test('a workbook that LibreOffice saved again is still ours', async (t) => {
    const { page } = office;
    await page.goto(round);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('tbody tr').nth(2).getByRole('link', { name: /^Excel/ }).click(),
    ]);
    const form = join(folder, 'bieu.xlsx');
    await download.saveAs(form);
    // A macro-free way to fill cells in: through LibreOffice's own flat format, and back.
    const profile = `-env:UserInstallation=${pathToFileURL(join(folder, 'profile')).href}`;
    const convert = (kind, file) => run('soffice', [profile, '--headless', '--convert-to', kind, '--outdir', folder, file]);
    const flat = join(folder, 'bieu.fods');
    // Without LibreOffice there is no program, without its Calc no file.
    const converted = await convert('fods', form).catch((error) => {
      if (error.code !== 'ENOENT') throw error;
    });
    const text = converted && (await readFile(flat, 'utf8').catch(() => undefined));
    if (!text) {
      t.skip('LibreOffice Calc is not installed');
      return;
    }
    const named = text.match(/<table:table-row[^>]*>(?:(?!<\/table:table-row>)[\s\S])*?<text:p>1<\/text:p>(?:(?!<\/table:table-row>)[\s\S])*<\/table:table-row>/);
    assert.ok(named, 'the row of the first task');
    // State and share are the cells with a drop-down; the words stand behind them.
    const typed = (attributes, word) =>
      `<table:table-cell${attributes} office:value-type="string"><text:p>${word}</text:p></table:table-cell>`;
    const empty = '<table:table-cell([^>]*)/>';
    const row = named[0].replace(
      new RegExp(`${empty.replace('[^>]*', '[^>]*"val1"')}\\s*${empty}\\s*${empty}`),
      (_, state, share, words) => typed(state, 'Đang thực hiện') + typed(share, '20%') + typed(words, 'Đã phân công'),
    );
    assert.notEqual(row, named[0], 'the cells to fill in');
    await writeFile(flat, text.replace(named[0], () => row));
    await rm(form);
    await convert('xlsx', flat);
    await page.goto(`${app.origin}/plans`);
    await dropOn(page, form);
    await page.getByText('Đã phân công').waitFor();
    await page.getByRole('button', { name: 'Ghi vào sổ' }).first().click();
    await page.getByText('Đã ghi 1 báo cáo vào sổ').waitFor();
    await page.goto(round);
    assert.match(await page.locator('tbody tr').nth(2).innerText(), /Trả lời|Đã trả lời/);
    assert.deepEqual(office.errors, []);
  });
});
