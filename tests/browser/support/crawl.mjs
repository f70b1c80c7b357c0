// One page of each kind that links lead to from the home page.
import { links } from './checks.mjs';

/** The shape of an address: one page of each kind is enough. */
export const shape = (path) => path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '{id}').replace(/\/\d+/g, '/{n}').replace(/[?#].*/, '');

/** A file name for the page at an address. */
export const name = (path) => shape(path).replace(/\W+/g, '-').replace(/^-|-$/g, '') || 'home';

const notAPage = /sign-(in|out)|\.(xlsx|csv|json|ics|xml|akn)\b|[?&]format=|\/assets\//;

/** The pages, and the links that lead nowhere. */
export async function crawl(page, origin) {
  const seen = new Map();
  const broken = [];
  const waiting = [['/', 'the start']];
  while (waiting.length > 0 && seen.size < 60) {
    const [path, from] = waiting.shift();
    if (seen.has(shape(path)) || notAPage.test(path)) continue;
    const answer = await page.request.get(origin + path);
    if (!(answer.headers()['content-type'] ?? '').startsWith('text/html')) continue;
    seen.set(shape(path), path);
    if (answer.status() >= 400) {
      broken.push(`${path} on ${from}: ${answer.status()}`);
      continue;
    }
    await page.goto(origin + path);
    waiting.push(...(await links(page)).map((link) => [link, path]));
  }
  const dead = new Set(broken.map((line) => line.split(' ')[0]));
  return { pages: [...seen.values()].filter((path) => !dead.has(path)), broken };
}
