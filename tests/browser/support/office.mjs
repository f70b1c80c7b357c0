// What a coordinator does, in the words of the pages. One place to follow when the pages change.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

const sample = (name) => new URL(`../../../crates/server/demo/${name}`, import.meta.url);

/** A plan nobody has imported: the demo's own, under another number and title. */
export async function freshPlan(number) {
  const text = await readFile(sample('ke-hoach-27-kh-ubnd.txt'), 'utf8');
  return {
    name: `ke-hoach-${number}.txt`,
    mimeType: 'text/plain',
    buffer: Buffer.from(text.replaceAll('27/KH-UBND', `${number}/KH-UBND`), 'utf8'),
  };
}

/** The demo's draft as a file: the program has seen it before. */
export async function knownPlan() {
  return {
    name: 'ban-sao.docx',
    mimeType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    buffer: await readFile(sample('ke-hoach-27-kh-ubnd.docx')),
  };
}

/** A one-page plan with a state-secret stamp. */
export function secretPlan(mark) {
  return {
    name: 'bi-mat.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from(`ỦY BAN NHÂN DÂN\nTỈNH LAM GIANG\n${mark}\nSố: 99/KH-UBND\nKẾ HOẠCH\nĐiều động ${'việc riêng '.repeat(20)}\n`, 'utf8'),
  };
}

/**
 * Choose a file and wait until it is read. One file that becomes a draft opens it at once; what
 * else there is to say stands in a list. Gives the address and the words.
 */
export async function drop(page, file) {
  await page.goto(new URL('/imports/new', page.url()).href);
  await page.locator('main input[type=file]').setInputFiles(file);
  await page.getByRole('button', { name: 'Đọc các tệp này' }).click();
  const done = page.getByText('Đã xong.');
  await page.locator('article.task').first().or(done).first().waitFor({ timeout: 60_000 });
  return { address: page.url(), words: await page.locator('main').innerText() };
}

/** Press something that changes the draft, and wait until the page shows the change. */
export async function change(page, button) {
  const bar = page.locator('#bar');
  const before = await bar.getAttribute('data-version');
  await button.click();
  await until(async () => (await bar.getAttribute('data-version')) !== before, 'the draft changes');
}

/** Say of every doubtful value that it is right, whole tasks at once where that is offered. */
export async function settleAll(page) {
  const buttons = page.locator('article.task button[data-key="C"], button.ok').filter({ visible: true });
  for (let settled = 0; (await buttons.count()) > 0; settled += 1) {
    assert.ok(settled < 200, 'doubts do not end');
    await change(page, buttons.first());
  }
}

/** Type what the head of the document is missing, as a coordinator would. */
export async function completeHead(page, values) {
  for (const [name, value] of Object.entries(values)) {
    const missing = page.locator(`#v-m-${name}[href*="open=meta"]`);
    if ((await missing.count()) === 0) continue;
    await missing.click();
    await page.locator(`#m-${name}`).fill(value);
    await change(page, page.locator('#meta form button[type=submit]'));
  }
}

/** From the review to the plan. */
export async function confirmPlan(page) {
  await page.locator('#bar a[href$="/confirmation"]').click();
  await page.getByRole('heading', { level: 1, name: 'Xác nhận kế hoạch' }).waitFor();
  const gaps = await page.locator('#gaps li').allInnerTexts();
  assert.deepEqual(gaps, [], 'nothing is left to settle');
  await page.getByRole('button', { name: 'Xác nhận và ghi vào sổ' }).click();
  await page.waitForURL(/\/plans\/\d+/);
}

/** Save a file of the export menu. */
export async function take(page, name) {
  const menu = page.locator('details.exports').first();
  if ((await menu.getAttribute('open')) === null) await menu.locator('summary').click();
  const link = menu.getByRole('link', { name, exact: true });
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  return readFile(await download.path());
}

/** Wait for something that no event tells; a page may redraw while it is asked. */
export async function until(holds, what) {
  const end = Date.now() + 15_000;
  while (Date.now() < end) {
    if (await holds().catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(`waited in vain: ${what}`);
}
