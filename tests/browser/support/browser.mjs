// The browser: the machine's own Chromium with a fresh profile, which talks to nobody else.
import { chromium } from 'playwright-core';
import { accessSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const args = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function launch() {
  return chromium.launch({ executablePath: find(process.env.DONDOC_BROWSER ?? 'chromium'), args });
}

/** The path of a program; Playwright does not look for one. */
function find(name) {
  if (name.includes('/')) return name;
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    try {
      accessSync(join(folder, name));
      return join(folder, name);
    } catch {
      // not in this folder
    }
  }
  throw new Error(`${name} is not on the path`);
}

/** A person at a screen: no state from before, errors on a page are failures. */
export async function visitor(browser, options = {}) {
  const context = await browser.newContext({
    locale: 'vi-VN',
    timezoneId: 'Asia/Ho_Chi_Minh',
    viewport: { width: 1440, height: 900 },
    acceptDownloads: true,
    ...options,
  });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const errors = [];
  page.on('pageerror', (error) => errors.push(`${page.url()}: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(`${page.url()}: ${message.text()}`);
  });
  // Nothing leaves the machine: a request elsewhere is a failure too.
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol.startsWith('http') && hostname !== '127.0.0.1') errors.push(`asked for ${request.url()}`);
  });
  return { context, page, errors };
}

/** Open the one-time link and press its button. */
export async function enter(page, link) {
  await page.goto(link);
  await page.getByRole('main').getByRole('button').click();
  await page.waitForURL((url) => url.pathname === '/');
}
