// Pictures of the pages: wide and narrow, light and dark, and printed. node screenshots.mjs FOLDER
import { join } from 'node:path';

import { enter, launch, visitor } from './support/browser.mjs';
import { crawl, name } from './support/crawl.mjs';
import { demo } from './support/dondoc.mjs';

const folder = process.argv[2];
if (!folder) throw new Error('say where to put the pictures');

const app = await demo();
const browser = await launch();
try {
  const { page } = await visitor(browser);
  await page.goto(`${app.origin}/sign-in`);
  await page.screenshot({ path: join(folder, 'sign-in.png') });
  await page.goto(app.link);
  await page.screenshot({ path: join(folder, 'sign-in-link.png') });
  await enter(page, app.link);
  const { pages } = await crawl(page, app.origin);
  for (const path of pages) {
    for (const [size, width, height] of [['wide', 1440, 900], ['narrow', 390, 844]]) {
      await page.setViewportSize({ width, height });
      for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme, media: 'screen' });
        await page.goto(app.origin + path);
        await page.screenshot({ path: join(folder, `${name(path)}-${size}-${colorScheme}.png`) });
      }
    }
    await page.emulateMedia({ colorScheme: 'light', media: 'print' });
    await page.pdf({ path: join(folder, `${name(path)}-print.pdf`), format: 'A4', preferCSSPageSize: true });
    console.log(path);
  }
} finally {
  await browser.close();
  await app.stop();
}
