// The first day: from an empty installation to the first letter that urges, in at most twelve
// clicks, by somebody who has read no manual: only what the pages offer is pressed.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { launch, visitor } from './support/browser.mjs';
import { house } from './support/dondoc.mjs';

const MOST = 12;
const PASSWORD = 'câu mật khẩu dài';
const shared = process.env.DONDOC_SHARED ?? fileURLToPath(new URL('../../../shared', import.meta.url));
const real = `${shared}/bench/docs/nghean-267-kh-2023.txt`;
const demo = fileURLToPath(new URL('../../crates/server/demo/ke-hoach-12-kh-ubnd.docx', import.meta.url));

/** A hand that counts. Choosing in a list and opening a file count as a click each. */
function hand(page) {
  const done = [];
  const note = (what) => done.push(what);
  return {
    done,
    async click(target) {
      note((await target.innerText()).trim().split('\n')[0]);
      await target.click();
    },
    async choose(target, label) {
      note(label);
      await target.selectOption({ label });
    },
    async open(target, file) {
      note('tệp');
      const [chooser] = await Promise.all([page.waitForEvent('filechooser'), target.click()]);
      await chooser.setFiles(file);
    },
  };
}

/** The walk; gives what was pressed and the letter. */
async function walk(app, page, province, file) {
  const { done, click, choose, open } = hand(page);
  const main = page.getByRole('main');
  const button = (name) => main.getByRole('button', { name });
  await page.goto(app.origin);
  await page.locator('[name=login]').fill('lan');
  await page.locator('[name=password]').fill(PASSWORD);
  await click(main.locator('button[type=submit]'));

  await choose(main.locator('select').first(), province);
  await click(button('Xem danh mục'));
  await click(button(/^Nạp danh mục/));

  await click(page.getByRole('link', { name: 'Nhập văn bản' }).first());
  await open(main.locator('label[for=files]'), file);
  await click(button('Đọc các tệp này'));
  await page.waitForURL(/\/drafts\/\d+/, { timeout: 120_000 });

  await click(page.locator('#bar a[href$="/confirmation"]'));
  await click(button(/ghi vào sổ$/));
  await page.waitForURL(/\/plans\/\d+/);

  await click(main.getByRole('link', { name: 'Đôn đốc' }).first());
  await click(button('Tạo công văn'));
  await page.waitForURL(/\/urgings\/\d+/);
  const letter = main.locator('a[href$=".docx"]').first();
  const [download] = await Promise.all([page.waitForEvent('download'), click(letter)]);
  return { done, letter: await readFile(await download.path()) };
}

const plans = [{ name: "the demo's plan", province: 'Lam Giang', file: demo }];
if (existsSync(real)) plans.push({ name: 'a real plan with 144 units', province: 'Nghệ An', file: real });
else console.log('no real plans beside the checkout: the walk is made with the demo\'s plan only');

for (const { name, province, file } of plans) {
  describe(`the first day, with ${name}`, () => {
    let app, browser, guest;

    before(async () => {
      app = await house('lan', PASSWORD);
      browser = await launch();
      guest = await visitor(browser);
    });

    after(async () => {
      await browser?.close();
      await app?.stop();
    });

    test(`the first letter is there after ${MOST} clicks`, async () => {
      const { done, letter } = await walk(app, guest.page, province, file);
      console.log(`${done.length} clicks: ${done.join(' › ')}`);
      assert.ok(done.length <= MOST, `${done.length} clicks: ${done.join(' › ')}`);
      assert.equal(letter.subarray(0, 2).toString(), 'PK', 'a document for Word');
      assert.ok(letter.length > 4_000, `${letter.length} bytes`);
      assert.deepEqual(guest.errors, []);
    });

    test("the leader's page prints on one sheet, of the plan and of all plans", async () => {
      for (const path of ['/overview', '/overview?plan=1']) {
        await guest.page.goto(app.origin + path);
        const sheet = await guest.page.pdf({ format: 'A4', preferCSSPageSize: true });
        const pages = sheet.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g) ?? [];
        assert.equal(pages.length, 1, `${path}: ${pages.length} sheets`);
      }
    });
  });
}
