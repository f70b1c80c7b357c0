// The way of a plan: sign in, import, check against the document, confirm, register, export.
import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';

import { enter, launch, visitor } from './support/browser.mjs';
import { demo } from './support/dondoc.mjs';
import { change, completeHead, confirmPlan, drop, freshPlan, knownPlan, secretPlan, settleAll, take, until } from './support/office.mjs';

describe('the way of a plan', () => {
  let app, browser, guest, page, draft, plan;

  before(async () => {
    app = await demo();
    browser = await launch();
    guest = await visitor(browser);
    page = guest.page;
  });

  after(async () => {
    await browser?.close();
    await app?.stop();
  });

  test('the printed link opens the worklist, once', async () => {
    await page.goto(app.link);
    assert.match(new URL(page.url()).pathname, /sign-in/, 'looking signs nobody in');
    await enter(page, app.link);
    const stranger = await visitor(browser);
    await stranger.page.goto(app.link);
    assert.match(new URL(stranger.page.url()).pathname, /sign-in/, 'a used link signs nobody in');
    assert.equal(await stranger.page.getByRole('link', { name: 'Sổ theo dõi' }).count(), 0);
    await stranger.context.close();
  });

  test('a file becomes a draft, and the same file is recognised', async () => {
    const file = await freshPlan(127);
    const first = await drop(page, file);
    assert.match(first.address, /\/drafts\/\d+/);
    draft = first.address;
    const again = await drop(page, file);
    assert.ok(again.address === draft || /đã nhập trước đây/.test(again.words), again.words);
    const known = await drop(page, await knownPlan());
    assert.ok(/đã nhập trước đây/.test(known.words) || known.address !== draft, known.words);
    await page.goto(app.origin);
    assert.equal(await page.locator('main .files > li', { hasText: 'Nâng cao chất lượng' }).count(), 2, 'no copy');
  });

  test('a stamped file is refused and leaves no byte', async () => {
    for (const mark of ['MẬT', 'TỐI MẬT', 'TUYỆT MẬT']) {
      const { address, words } = await drop(page, secretPlan(mark));
      assert.match(address, /\/imports\//);
      assert.match(words, /mật/i);
      assert.equal(await page.locator('main ol a[href*="/drafts/"]').count(), 0);
    }
    const kept = await everything(app.folder);
    assert.ok(kept.includes('127/KH-UBND'), 'the search finds what is kept');
    assert.ok(!kept.includes('việc riêng') && !kept.includes('bi-mat'), 'and nothing of what is not');
  });

  test('a value and its place in the document find each other', async () => {
    await page.goto(draft);
    const [one, other] = [0, 1].map((number) => page.locator('article.task a.value[href^="#s-"]').nth(number));
    const place = async (value) => page.locator(`.page-paper a.mark[data-v~="${await value.getAttribute('data-v')}"]`).first();
    const dull = await look(await place(one));
    await one.hover();
    await until(async () => (await look(await place(one))) !== dull, 'touching a value lights its place');
    const plain = await look(other);
    await (await place(other)).hover();
    await until(async () => (await look(other)) !== plain, 'touching a place lights its value');
  });

  test('what was changed is there after a reload and a restart', async () => {
    const id = await page.locator('article.task').first().getAttribute('id');
    const typed = page.locator(`#${id}`).getByText('Biên bản bàn giao khu vực tiếp nhận').first();
    await page.locator(`#${id} a[data-key="e"]`).click();
    await page.locator(`#${id} textarea[name="product"]`).fill('Biên bản bàn giao khu vực tiếp nhận');
    await change(page, page.locator(`#${id} form.row-form button[type=submit]`));
    await typed.waitFor();
    await page.reload();
    await typed.waitFor();
    await app.restart();
    await page.goto(draft);
    await typed.waitFor();
  });

  test('undo takes the last change back, redo makes it again', async () => {
    const tasks = page.locator('article.task');
    const all = await tasks.count();
    await change(page, tasks.last().locator('button[value^="drop"]'));
    await until(async () => (await tasks.count()) === all - 1, 'the task is gone');
    await change(page, page.locator('#bar button[value="undo"]'));
    await until(async () => (await tasks.count()) === all, 'the task is back');
    await change(page, page.locator('#bar button[value="redo"]'));
    await until(async () => (await tasks.count()) === all - 1, 'the task is gone again');
    await change(page, page.locator('#bar button[value="undo"]'));
  });

  test('confirming makes the plan and what each unit owes', async () => {
    await completeHead(page, { number: '127/KH-UBND', issuer: 'Ủy ban nhân dân tỉnh Lam Giang' });
    await settleAll(page);
    await confirmPlan(page);
    plan = page.url();
    await page.getByText('127/KH-UBND').first().waitFor();
    assert.ok((await page.locator('main table tbody tr').count()) >= 5, 'its tasks');
    await page.goto(`${app.origin}/register`);
    const rows = await page.locator('#register table tbody tr').count();
    assert.ok(rows > 12, `${rows} rows: a collective lead expands to its members`);
  });

  test('the register is filtered by address and by typing', async () => {
    await page.goto(`${app.origin}/register`);
    const rows = page.locator('#register table tbody tr');
    const all = await rows.count();
    await page.locator('#q').fill('niem yet');
    await page.locator('#q').press('Enter');
    await until(async () => page.url().includes('q=niem'), 'the address holds the filter');
    await until(async () => (await rows.count()) > 0 && (await rows.count()) < all, 'fewer rows');
    const found = await rows.count();
    await page.reload();
    assert.equal(await rows.count(), found, 'the address holds the filter');
  });

  test('the register is taken home as a file', async () => {
    await page.goto(`${app.origin}/register`);
    const starts = { Excel: 'PK', CSV: '\u{feff}', JSON: '{', 'Lịch (iCalendar)': 'BEGIN:VCALENDAR' };
    for (const [name, start] of Object.entries(starts)) {
      const bytes = await take(page, name);
      assert.ok(bytes.toString('utf8').startsWith(start), `${name} starts with ${start}`);
    }
  });

  test('the plan is taken home as Akoma Ntoso', async () => {
    await page.goto(plan);
    const xml = (await take(page, 'Akoma Ntoso')).toString('utf8');
    assert.match(xml, /FRBRnumber value="127\/KH-UBND"/);
  });

  test('no page complained', () => assert.deepEqual(guest.errors, []));
});

/** How an element looks. */
function look(locator) {
  return locator.evaluate((element) => {
    const { backgroundColor, outlineStyle, outlineColor, boxShadow, textDecorationColor } = getComputedStyle(element);
    return [backgroundColor, outlineStyle, outlineColor, boxShadow, textDecorationColor].join(' ');
  });
}

/** Every byte the program keeps, read as text. */
async function everything(folder) {
  let all = '';
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    all += entry.isDirectory() ? await everything(path) : `${entry.name}\n${await readFile(path, 'utf8')}`;
  }
  return all;
}
