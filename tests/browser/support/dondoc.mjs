// The program under test: the release binary, on a folder and a port of its own.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const binary = process.env.DONDOC_BINARY ?? fileURLToPath(new URL('../../../target/release/dondoc', import.meta.url));

/** Start the demo; `link` is its one-time sign-in link. */
export async function demo() {
  const folder = await mkdtemp(join(tmpdir(), 'dondoc-browser-'));
  let running = await start(folder);
  return {
    folder,
    get link() {
      return running.link;
    },
    get origin() {
      return new URL(running.link).origin;
    },
    /** Stop the program and start it again on the same data and the same port. */
    async restart() {
      await running.stop();
      running = await start(folder, new URL(running.link).host);
    },
    async stop() {
      await running.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function start(folder, listen = '127.0.0.1:0') {
  const child = spawn(binary, ['demo', '--data', folder, '--listen', listen], {
    env: { ...process.env, DONDOC_LANG: 'vi' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let talk = '';
  child.stderr.on('data', (bytes) => (talk += bytes));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  // A test run that is cut short must not leave a server behind.
  process.once('exit', () => child.kill('SIGKILL'));
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    ended.then((code) => reject(new Error(`dondoc demo ended with ${code}:\n${talk}`)));
    let printed = '';
    child.stdout.on('data', (bytes) => {
      printed += bytes;
      const link = printed.match(/(http:\/\/\S+)\s/);
      if (link) resolve({ link: link[1], stop });
    });
  });
}

/** An empty house served with one administrator; `origin` is its address. */
export async function house(login, password, options = []) {
  const folder = await mkdtemp(join(tmpdir(), 'dondoc-browser-'));
  const env = { ...process.env, DONDOC_LANG: 'vi' };
  const add = ['user', 'add', login, '--name', 'Nguyễn Thị Quản', '--password-stdin', '--data', folder];
  const made = spawnSync(binary, add, { env, input: `${password}\n`, encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`dondoc user add ended with ${made.status}:\n${made.stderr}`);
  const child = spawn(binary, ['serve', '--data', folder, '--listen', '127.0.0.1:0', ...options], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  process.once('exit', () => child.kill('SIGKILL'));
  const origin = await new Promise((resolve, reject) => {
    let talk = '';
    child.once('error', reject);
    ended.then((code) => reject(new Error(`dondoc serve ended with ${code}:\n${talk}`)));
    child.stderr.on('data', (bytes) => {
      talk += bytes;
      const address = talk.match(/http:\/\/127\.0\.0\.1:\d+/);
      if (address) resolve(address[0]);
    });
  });
  return {
    folder,
    origin,
    async stop() {
      child.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
