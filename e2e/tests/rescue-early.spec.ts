// Whoever never gets to the program itself: no JavaScript, no WebAssembly, a browser that is too old, a login page in its place.
import { expectAccessible } from '../accessible.ts';
import { expect, test } from '../fixtures.ts';
import { code } from '../link.ts';
import type { Person } from '../person.ts';
import { COPY, expectNoSecret, FIREFOX, IPHONE, login, PIXEL } from '../stuck.ts';

/** Runs in the page, before the page: the way of before to copy does not work, so that the text stays to be seen. */
function copyNothing(): void {
  document.execCommand = () => false;
}

/** What the page without its program would copy. */
async function copiesEarly(person: Person): Promise<string> {
  await person.page.getByRole('button', { name: COPY, exact: true }).click();
  const field = person.page.locator('.helper textarea');
  await expect(field).toBeVisible();
  const text = await field.inputValue();
  expectNoSecret(person, text);
  return text;
}

test.describe('WebAssembly that is forbidden', () => {
  for (const [where, userAgent, advice] of [
    ['Lockdown Mode', `${IPHONE} Version/17.5 Mobile/15E148 Safari/604.1`, /Lockdown Mode switches it off/],
    ['Firefox and Tor Browser', FIREFOX, /javascript\.options\.wasm.*“Safest” switches it off/],
    ['another browser', undefined, /Allow it for this page in the settings of your browser/],
  ] as const) {
    test(`in ${where}`, async ({ arrive, home }) => {
      const ada = await arrive({ before: copyNothing, ...(userAgent === undefined ? {} : { userAgent }) });
      await ada.page.addInitScript(() => Reflect.deleteProperty(window, 'WebAssembly'));
      // It stops loading, and so the page never says that it has loaded.
      await ada.page.goto(`${home}#${code()}`, { waitUntil: 'commit' });
      await ada.expectToRead(/WebAssembly is switched off in this browser/);
      await ada.expectToRead(advice);
      const text = await copiesEarly(ada);
      expect(text).toContain('Trouble: no WebAssembly\n');
      expect(text).toContain('WebAssembly: no\n');
      await expectAccessible(ada, `no WebAssembly in ${where}`);
      ada.forgive(/WebAssembly/);
    });
  }

  test('by a policy, once the program has come', async ({ arrive, home }) => {
    const ada = await arrive({ before: copyNothing });
    await ada.page.addInitScript(() => {
      WebAssembly.instantiateStreaming = async () => {
        throw new WebAssembly.CompileError('WebAssembly.instantiateStreaming(): Wasm code generation disallowed by embedder');
      };
    });
    await ada.page.goto(`${home}#${code()}`, { waitUntil: 'commit' });
    await ada.expectToRead(/WebAssembly is switched off in this browser/);
    expect(await copiesEarly(ada)).toContain('Trouble: WebAssembly is forbidden\n');
    ada.forgive(/WebAssembly|Wasm/i);
  });
});

test.describe('a browser that is too old', () => {
  for (const [where, userAgent, advice] of [
    ['an iPhone', `${IPHONE} Version/15.6 Mobile/15E148 Safari/604.1`, /Update your iPhone or iPad/],
    ['Android', `${PIXEL} Chrome/90.0.0.0 Mobile Safari/537.36`, /Update your browser in the Play Store/],
    ['a computer', undefined, /open the same link in Firefox 128, Chrome or Edge 123, Safari 17\.5/],
  ] as const) {
    test(`on ${where}`, async ({ arrive, home }) => {
      const ada = await arrive({ before: copyNothing, ...(userAgent === undefined ? {} : { userAgent }) });
      await ada.page.addInitScript(() => {
        CSS.supports = () => false;
      });
      await ada.page.goto(`${home}#${code()}`, { waitUntil: 'commit' });
      await ada.expectToRead(/This browser is too old for Plenum/);
      await ada.expectToRead(advice);
      expect(await copiesEarly(ada)).toContain('Trouble: the browser is too old\n');
      await expectAccessible(ada, `too old on ${where}`);
      ada.forgive(/WebAssembly|abort/i);
    });
  }
});

test('without JavaScript one reads what to do, in both languages', async ({ arrive, home }) => {
  const ada = await arrive({ javaScriptEnabled: false });
  await ada.page.goto(`${home}#${code()}`);
  await expect(ada.page.getByRole('heading', { name: 'Plenum needs JavaScript', exact: true })).toBeVisible();
  await expect(ada.page.getByRole('heading', { name: 'Plenum braucht JavaScript', exact: true })).toBeVisible();
  await ada.expectToRead(/switch JavaScript on for this page and reload it/);
});

test.describe('a network that wants a login', () => {
  test('whose page comes instead of the program is named, with the way to it', async ({ arrive, home }) => {
    const ada = await arrive({ before: copyNothing });
    await ada.page.route(/\/(app-[0-9a-f]+|robots\.txt)/, (route) => route.fulfill(login));
    await ada.page.goto(`${home}#${code()}`);
    await ada.expectToRead(/This network wants you to log in/);
    const way = ada.page.getByRole('link', { name: 'Open the login page', exact: true });
    await expect(way).toHaveAttribute('href', 'http://neverssl.com/');
    await expect(way).toHaveAttribute('rel', 'noopener noreferrer');
    expect(await copiesEarly(ada)).toContain('Trouble: the page did not load: login\n');
    await expectAccessible(ada, 'a login page instead of the program');
    ada.forgive(/MIME|module|wasm/i);
  });

  test('and lets nothing through at all is called a server that cannot be reached', async ({ arrive, home }) => {
    const ada = await arrive({ before: copyNothing });
    await ada.page.route(/\/(app-[0-9a-f]+|robots\.txt)/, (route) => route.abort('failed'));
    await ada.page.goto(`${home}#${code()}`);
    await ada.expectToRead(/The server can't be reached/);
    await ada.expectToRead(/may want you to log in first/);
    expect(await copiesEarly(ada)).toContain('Trouble: the page did not load: unreached\n');
    ada.forgive(/Failed to load|fetch|module|wasm|net::/i);
  });
});

test('the same in German', async ({ arrive, home }) => {
  const ada = await arrive({ locale: 'de-DE', before: copyNothing });
  await ada.page.addInitScript(() => Reflect.deleteProperty(window, 'WebAssembly'));
  await ada.page.goto(`${home}#${code()}`, { waitUntil: 'commit' });
  await ada.expectToRead(/WebAssembly ist in diesem Browser ausgeschaltet/);
  await ada.page.getByRole('button', { name: 'Für die Person kopieren, die dir hilft', exact: true }).click();
  await expect(ada.page.locator('.helper textarea')).toBeVisible();
  ada.forgive(/WebAssembly/);
});
