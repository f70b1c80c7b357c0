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

/** Choose a file and wait for what is said about it. */
export async function drop(page, file) {
  await page.goto(new URL('/imports/new', page.url()).href);
  await page.locator('input[type=file]').setInputFiles(file);
  await page.locator('main form button[type=submit]').click();
  await page.waitForURL(/\/imports\/(?!new)/);
  const list = page.locator('main ol');
  await page.locator('main a[href="/imports/new"]').waitFor();
  return list.innerText();
}

/** Open the draft that the last import made. */
export async function review(page) {
  await page.locator('main ol a[href*="/drafts/"]').first().click();
  await page.waitForURL(/\/drafts\//);
  await page.locator('article.task').first().waitFor();
}

/** Say of every doubtful value that it is right; the number of clicks it took. */
export async function settleAll(page) {
  const doubts = page.locator('button.ok:visible');
  let settled = 0;
  while ((await doubts.count()) > 0) {
    const left = await doubts.count();
    await doubts.first().click();
    await page.waitForFunction((before) => document.querySelectorAll('button.ok').length < before, left);
    settled += 1;
    assert.ok(settled < 500, 'doubts do not end');
  }
  return settled;
}
