// Every browser test in one process: each file starts the program it needs.
// One file: DONDOC_BROWSER_ONLY=journey node run.mjs
import { readdir } from 'node:fs/promises';

const only = process.env.DONDOC_BROWSER_ONLY ?? '';
const here = new URL('.', import.meta.url);
const files = (await readdir(here)).filter((name) => name.endsWith('.test.mjs') && name.includes(only));
if (files.length === 0) throw new Error(`no test is named ${only}`);
for (const file of files.sort()) await import(new URL(file, here));
