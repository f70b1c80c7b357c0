// Who gets in, and how: an administrator invites, a person of a unit sets up the second step, and
// the province's own provider vouches for people.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, describe, test } from 'node:test';

import { launch, visitor } from './support/browser.mjs';
import { barriers, overflow } from './support/checks.mjs';
import { house } from './support/dondoc.mjs';
import { client, start } from './support/provider.mjs';

const password = 'con cò bay lả bay la';

/** What a telephone shows for a secret at this moment (RFC 6238). */
function shown(secret) {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret.replace(/\s/g, '')].map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const tag = createHmac('sha1', key).update(counter).digest();
  const number = tag.readUInt32BE(tag[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

async function signIn(page, origin, login) {
  await page.goto(`${origin}/sign-in`);
  await page.getByLabel('Tên đăng nhập').fill(login);
  await page.getByLabel('Mật khẩu').fill(password);
  await page.getByRole('button', { name: 'Đăng nhập' }).click();
}

/** Through the provider's own form, and its question whether that is meant. */
async function atProvider(page, login) {
  await page.locator('input[name=login]').fill(login);
  await page.locator('input[name=password]').fill('gì cũng được');
  await page.getByRole('button', { name: 'Sign-in' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
}

/** A person whose provider's pages may ask for what they like, and get it from this machine only. */
async function person(browser) {
  const guest = await visitor(browser);
  await guest.context.route(/^https?:\/\/(?!127\.0\.0\.1)/, (route) => route.abort());
  return guest;
}

describe('accounts', () => {
  let app, browser, provider, chief, origin;
  const alert = (page) => page.getByRole('alert').innerText();

  before(async () => {
    app = await house('chief', password, ['--sign-in-network', '127.0.0.0/8']);
    origin = app.origin;
    provider = await start(origin);
    browser = await launch();
    chief = await visitor(browser);
    await signIn(chief.page, origin, 'chief');
    await chief.page.waitForURL(`${origin}/`);
  });

  after(async () => {
    await browser?.close();
    await provider?.stop();
    await app?.stop();
  });

  async function add(login, name) {
    const { page } = chief;
    await page.goto(`${origin}/settings`);
    await page.getByRole('link', { name: 'Các tài khoản' }).click();
    await page.getByLabel('Tên đăng nhập').fill(login);
    await page.getByLabel('Họ tên').fill(name);
    await page.getByRole('radio', { name: /Lãnh đạo UBND/ }).check();
    await page.getByRole('button', { name: 'Thêm tài khoản' }).click();
    await page.waitForURL(/\/accounts\/\d+$/);
    return page.url();
  }

  test('somebody invited sets a password and the second step, and signs in with both', async () => {
    await add('minh', 'Trần Văn Minh');
    await chief.page.getByRole('button', { name: 'Tạo đường dẫn mời' }).click();
    const link = await chief.page.locator('code.secret').first().innerText();
    const { page, context } = await visitor(browser);
    await page.goto(link);
    await page.goto(link);
    await page.getByRole('main').getByRole('button').click();
    await page.waitForURL(`${origin}/`);
    await page.getByRole('link', { name: 'Trần Văn Minh' }).click();
    await page.getByLabel('Mật khẩu mới', { exact: true }).fill(password);
    await page.getByLabel('Gõ lại mật khẩu mới').fill(password);
    await page.getByRole('button', { name: 'Đổi mật khẩu' }).click();
    await page.getByRole('link', { name: 'Xác thực hai bước' }).click();
    await page.getByLabel('Mật khẩu đang dùng').fill(password);
    await page.getByRole('button', { name: 'Bắt đầu thiết lập' }).click();
    const secret = await page.locator('code.secret').innerText();
    assert.deepEqual(await barriers(page, 'second step'), []);
    await page.setViewportSize({ width: 390, height: 844 });
    assert.deepEqual(await overflow(page, 'second step'), []);
    await page.getByLabel('Mã sáu số').fill(shown(secret));
    await page.getByRole('button', { name: 'Bật xác thực hai bước' }).click();
    const codes = await page.locator('ol.codes li').allInnerTexts();
    assert.equal(codes.length, 10);
    assert.deepEqual(await overflow(page, 'recovery codes'), []);
    await page.getByRole('button', { name: 'Đăng xuất' }).click();

    await signIn(page, origin, 'minh');
    await page.waitForURL(/sign-in\/code/);
    await page.goto(`${origin}/plans`);
    assert.match(page.url(), /sign-in/, 'the password alone opens nothing');
    await signIn(page, origin, 'minh');
    await page.getByLabel('Mã xác thực').fill(codes[0]);
    await page.getByRole('button', { name: 'Vào' }).click();
    await page.waitForURL(`${origin}/`);
    await context.close();
  });

  test('an administrator sets up the provider by its page', async () => {
    const { page } = chief;
    await page.goto(`${origin}/settings`);
    await page.getByRole('link', { name: 'Cổng đăng nhập chung' }).click();
    assert.equal(await page.locator('code.secret').innerText(), `${origin}/sign-in/outside/return`);
    await page.getByLabel('Địa chỉ của cổng').fill(provider.issuer);
    await page.getByLabel('Mã ứng dụng').fill(client.id);
    await page.getByLabel('Khoá ứng dụng').fill(client.secret);
    await page.getByLabel('Hiện nút ở trang đăng nhập').check();
    await page.getByRole('button', { name: 'Lưu và thử hỏi cổng' }).click();
    assert.match(await page.getByRole('status').innerText(), /Cổng trả lời đúng/);
    assert.ok(!(await page.content()).includes(client.secret), 'the secret is not shown again');
    assert.deepEqual(await barriers(page, 'provider'), []);
    const account = await add('lan', 'Nguyễn Thị Lan');
    await page.goto(account);
    await page.getByLabel('Tên ở cổng').fill('lan.nguyen@tinh.test');
    const saved = page.waitForResponse((response) => response.url().endsWith('/outside-name'));
    await page.getByRole('button', { name: 'Lưu tên ở cổng' }).click();
    assert.equal((await saved).status(), 303);
  });

  test('who was let in signs in through the provider, and out there too', async () => {
    const { page, context } = await person(browser);
    await page.goto(`${origin}/plans`);
    await page.getByRole('link', { name: 'Đăng nhập bằng tài khoản của tỉnh' }).click();
    assert.ok(page.url().startsWith(provider.issuer), page.url());
    await atProvider(page, 'lan.nguyen');
    await page.waitForURL(`${origin}/plans`);
    await page.getByRole('link', { name: 'Nguyễn Thị Lan' }).waitFor();
    await page.getByRole('button', { name: 'Đăng xuất' }).click();
    await page.getByRole('link', { name: 'Đăng xuất ở cổng chung' }).click();
    assert.ok(page.url().startsWith(provider.issuer), page.url());
    await page.getByRole('button', { name: /Yes/ }).click();
    await page.waitForURL(/\/sign-in/);
    await page.getByRole('link', { name: 'Đăng nhập bằng tài khoản của tỉnh' }).click();
    await page.locator('input[name=login]').waitFor();
    await context.close();
  });

  test('the provider changes its keys and its way to sign, and people still get in', async () => {
    provider.renew();
    const { page, context } = await person(browser);
    await page.goto(`${origin}/sign-in`);
    await page.getByRole('link', { name: 'Đăng nhập bằng tài khoản của tỉnh' }).click();
    await atProvider(page, 'lan.nguyen');
    await page.waitForURL(`${origin}/`);
    await context.close();
  });

  test('who is unknown, whose address is not verified, and who declines, stays out', async () => {
    await add('chua-xac-minh@tinh.test', 'Người Khác');
    for (const login of ['khach', 'chua-xac-minh']) {
      const { page, context } = await person(browser);
      await page.goto(`${origin}/sign-in`);
      await page.getByRole('link', { name: 'Đăng nhập bằng tài khoản của tỉnh' }).click();
      await atProvider(page, login);
      await page.waitForURL(/\/sign-in\/outside\/return/);
      assert.match(await alert(page), /chưa có tài khoản/);
      await page.goto(`${origin}/plans`);
      assert.match(page.url(), /\/sign-in\?/, login);
      await context.close();
    }
    const { page, context } = await person(browser);
    await page.goto(`${origin}/sign-in`);
    await page.getByRole('link', { name: 'Đăng nhập bằng tài khoản của tỉnh' }).click();
    await page.getByRole('link', { name: /Cancel/ }).click();
    await page.waitForURL(/\/sign-in\/outside\/return/);
    assert.match(await alert(page), /Cổng chưa xác nhận/);
    await context.close();
  });

  test('an answer changed on its way, sent twice or never asked for, is not taken', async () => {
    const { page, context } = await person(browser);
    await page.goto(`${origin}/sign-in`);
    await page.getByRole('link', { name: 'Đăng nhập bằng tài khoản của tỉnh' }).click();
    await page.locator('input[name=login]').waitFor();
    await page.goto(`${origin}/sign-in/outside/return?code=x&state=AAAA`);
    assert.match(await alert(page), /không khớp/);
    await page.goto(`${origin}/sign-in/outside/return?code=x&state=AAAA`);
    assert.match(await alert(page), /quá lâu/, 'what was asked with is used up');
    await page.goto(`${origin}/plans`);
    assert.match(page.url(), /\/sign-in\?/);

    let answer;
    page.on('request', (request) => {
      if (request.url().includes('/sign-in/outside/return')) answer = request.url();
    });
    await page.getByRole('link', { name: 'Đăng nhập bằng tài khoản của tỉnh' }).click();
    await atProvider(page, 'lan.nguyen');
    await page.waitForURL(`${origin}/plans`);
    const { page: thief, context: elsewhere } = await person(browser);
    await thief.goto(answer);
    assert.match(await alert(thief), /quá lâu/, 'a browser that did not ask');
    await thief.goto(`${origin}/plans`);
    assert.match(thief.url(), /\/sign-in\?/);
    await elsewhere.close();
    await context.close();
  });

  test('a person of the provider whose account was ended stays out', async () => {
    const { page } = chief;
    await page.goto(`${origin}/accounts`);
    await page.getByRole('link', { name: 'lan', exact: true }).click();
    await page.getByText(/Đã liên kết/).waitFor();
    await page.getByLabel(/Ngừng sử dụng/).check();
    await page.locator('button.primary', { hasText: 'Lưu' }).click();
    const { page: lan, context } = await person(browser);
    await lan.goto(`${origin}/sign-in`);
    await lan.getByRole('link', { name: 'Đăng nhập bằng tài khoản của tỉnh' }).click();
    await atProvider(lan, 'lan.nguyen');
    await lan.waitForURL(/\/sign-in\/outside\/return/);
    assert.match(await alert(lan), /đã ngừng/);
    await context.close();
    assert.deepEqual(chief.errors, []);
  });
});
