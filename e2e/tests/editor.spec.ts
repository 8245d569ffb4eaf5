// The editor of the notes, from its bundle as it is checked in, under our own policy, against an authority with delays and refusals.
import type { Browser } from '@playwright/test';
import axe from 'axe-core';
import type { Command, Options } from '../../frontend/editor/src/api.ts';
import { expect, test as base } from '../fixtures.ts';
import { Authority, expectAgreement, NotesServer, Writer } from '../lab/notes.ts';
import { writeInHistories } from '../lab/schedules.ts';

interface Notes {
  opens(authority: Authority, options?: Partial<Options>, by?: Browser): Promise<Writer>;
}

const test = base.extend<Notes>({
  opens: async ({ browser }, use) => {
    const server = await NotesServer.start();
    const writers: Writer[] = [];
    await use(async (authority, options, by = browser) => {
      const writer = await Writer.open(by, server.url, authority, options);
      writers.push(writer);
      return writer;
    });
    const violations = await Promise.all(writers.map((writer) => writer.violations()));
    const complaints = writers.flatMap((writer) => writer.authority.complaints);
    await Promise.all(writers.map((writer) => writer.page.context().close()));
    await server.stop();
    expect(violations.flat(), 'nothing breaks the content security policy').toEqual([]);
    expect(complaints, 'every push is an edit of the text').toEqual([]);
  },
});

test('the policy forbids what a careless editor would do', async ({ opens }) => {
  const ada = await opens(new Authority('one'));
  const seen = await ada.page.evaluate(async () => {
    const told = new Promise<string>((resolve) => document.addEventListener('securitypolicyviolation', (event) => resolve(event.violatedDirective)));
    document.head.append(Object.assign(document.createElement('style'), { textContent: 'p { color: red }' }));
    const directive = await told;
    window.notesViolations = [];
    return directive;
  });
  expect(seen).toBe('style-src-elem');
  // The rules that CodeMirror brings, and ours above them.
  await expect(ada.page.locator('.cm-content')).toHaveCSS('white-space-collapse', 'break-spaces');
  await expect(ada.page.locator('.cm-scroller')).not.toHaveCSS('font-family', 'monospace');
});

test('three who write into one line at once end with the same text', async ({ opens, installedFirefox }) => {
  const authority = new Authority('# Plenum\n\nGrüße: .\n', { delayMs: 60, refusesOneOf: 5 });
  const [ada, ben, cem] = [await opens(authority), await opens(authority), await opens(authority, {}, installedFirefox)];
  const texts = ['Zwölf Äpfel und 🍏🍎 übrig', 'naïve café 👩‍👩‍👧‍👦 says 🤝', 'שלום עולם, and so on'];
  await Promise.all(
    [ada, ben, cem].map(async (writer, index) => {
      await writer.select(17);
      for (const key of new Intl.Segmenter('en').segment(texts[index]!)) await writer.page.keyboard.insertText(key.segment);
      for (let count = 0; count < 3; count += 1) await writer.page.keyboard.press('Backspace');
      await writer.page.keyboard.type('END');
    }),
  );
  await expectAgreement(authority, ada, ben, cem);
  for (const text of texts) {
    // Others write in between, but what one typed stays in its order.
    const keys = [...new Intl.Segmenter('en').segment(text)].map(({ segment }) => segment).slice(0, -3);
    let at = 0;
    for (const key of keys) {
      at = authority.text.indexOf(key, at);
      expect(at, `${key} of ${text} in ${authority.text}`).toBeGreaterThanOrEqual(0);
      at += key.length;
    }
  }
  expect(authority.refused).toBeGreaterThan(0);
  expect(authority.overtaken).toBeGreaterThan(0);
});

test('whatever is late, each letter that three type into one line is there once', async ({ opens }) => {
  const ada = await opens(new Authority());
  const { faults, ...came } = await writeInHistories(ada.page, 0, 1_000);
  expect(faults).toEqual([]);
  expect(came.typed).toBeGreaterThan(30_000);
  expect(came.overtaken).toBeGreaterThan(6_000);
  expect(came.openings).toBeGreaterThan(600);
  expect(came.deaths).toBeGreaterThan(500);
});

test('half of an emoji is never sent', async ({ opens }) => {
  const authority = new Authority('a 😀 b');
  const ada = await opens(authority);
  await ada.text.focus();
  // As input methods do: one emoji takes the place of another, and only its second half differs.
  await ada.page.evaluate(() => {
    const walker = document.createTreeWalker(document.querySelector('.cm-line')!, NodeFilter.SHOW_TEXT);
    walker.nextNode();
    (walker.currentNode as Text).replaceData(3, 1, '\ude01');
  });
  await expect.poll(() => authority.text).toBe('a 😁 b');
  await ada.select(4);
  await ada.page.keyboard.press('Backspace');
  await expect.poll(() => authority.text).toBe('a  b');
  // A clipboard may hold anything.
  await ada.page.evaluate(() => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', 'x\r\ny\rz');
    document.querySelector('.cm-content')!.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  });
  await expectAgreement(authority, ada);
  expect(authority.text).toBe('a x\ny\nz b');
});

test('a composition goes on while others write into the same line', async ({ opens }) => {
  const authority = new Authority('ab\ncd');
  const ada = await opens(authority);
  await ada.select(1);
  const keyboard = await ada.page.context().newCDPSession(ada.page);
  const compose = (text: string) => keyboard.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
  await compose('に');
  await expect.poll(() => authority.text).toBe('aにb\ncd');
  authority.edit({ from: 0, to: 0, insert: 'Ben ' }, { from: 5, to: 5, insert: '!' });
  await ada.caughtUp();
  await compose('にほ');
  authority.edit({ from: 0, to: 3, insert: 'Cem' });
  await ada.caughtUp();
  await compose('日本');
  await keyboard.send('Input.insertText', { text: '日本' });
  await expectAgreement(authority, ada);
  expect(authority.text.replaceAll('!', '')).toMatch(/^Cem a日本b\ncd$/);
});

test('others see where somebody is, and whose caret it is', async ({ opens }) => {
  const authority = new Authority('one\ntwo three');
  const [ada, ben] = [await opens(authority), await opens(authority)];
  await ben.select(7);
  await expect.poll(() => ben.cursors).toEqual([[7, 7]]);
  await ada.setCursors([{ id: 'b', name: 'Ben', colour: 2, anchor: 7, head: 7 }]);
  const caret = ada.page.locator('.plenum-caret');
  await expect(caret).toHaveText('Ben');
  await expect(caret).toHaveClass(/plenum-caret-2/);
  const name = caret.locator('bdi');
  await expect(name).toHaveCSS('opacity', '1');
  await expect(name).toHaveCSS('opacity', '0');
  const before = (await caret.boundingBox())!;
  await ada.page.mouse.move(before.x + 2, before.y + 8);
  await expect(name).toHaveCSS('opacity', '1');
  await ada.page.mouse.move(before.x + 90, before.y + 8);
  await expect(name).toHaveCSS('opacity', '0');
  // It moves with what Ben writes; so nothing more is said of it.
  await ben.page.keyboard.type('!!');
  await expectAgreement(authority, ada, ben);
  await expect(name).toHaveCSS('opacity', '1');
  await expect.poll(async () => (await caret.boundingBox())!.x).toBeGreaterThan(before.x + 4);
  await ben.page.keyboard.press('Home');
  await expect.poll(() => ben.cursors).toEqual([[7, 7], [4, 4]]);
  await ada.setCursors([{ id: 'b', name: 'Ben', colour: 2, anchor: 4, head: 9 }]);
  await expect(ada.page.locator('.plenum-selection-2')).toHaveCount(1);
  await ada.setCursors([]);
  await expect(caret).toHaveCount(0);
  await expect(ada.page.locator('.plenum-selection')).toHaveCount(0);
});

test('colours of authors move with the text and can be hidden', async ({ opens }) => {
  const authority = new Authority('Ada wrote this. Ben that.');
  const ada = await opens(authority);
  const painted = ada.page.locator('.plenum-author');
  await ada.setAuthors([{ from: 0, to: 15, colour: 0 }, { from: 16, to: 25, colour: 9 }]);
  await expect(painted).toHaveCount(0);
  await ada.page.evaluate(() => window.notes.showAuthors(true));
  await expect(painted).toHaveText(['Ada wrote this.', 'Ben that.']);
  await expect(painted.nth(1)).toHaveClass(/plenum-author-1/);
  authority.edit({ from: 0, to: 0, insert: 'Then ' }, { from: 20, to: 20, insert: 'says ' });
  await ada.caughtUp();
  await expect(painted).toHaveText(['Ada wrote this.', 'Ben says that.']);
  await ada.page.evaluate(() => window.notes.showAuthors(false));
  await expect(painted).toHaveCount(0);
});

const commands: [before: string, anchor: number, head: number, command: Command, after: string][] = [
  ['one two', 4, 7, 'bold', 'one **two**'],
  ['one **two**', 6, 9, 'bold', 'one two'],
  ['one two', 5, 5, 'italic', 'one _two_'],
  ['', 0, 0, 'bold', '****'],
  ['- one\n- two', 0, 11, 'bold', '- **one**\n- **two**'],
  ['one', 0, 3, 'strike', '~~one~~'],
  ['one', 0, 3, 'code', '`one`'],
  ['one\ntwo', 0, 7, 'code', '```\none\ntwo\n```'],
  ['```\none\ntwo\n```', 0, 15, 'code', 'one\ntwo'],
  ['see here', 4, 8, 'link', 'see [here](https://)'],
  ['https://a.example', 0, 17, 'link', '[](https://a.example)'],
  ['one', 0, 0, 'heading', '# one'],
  ['# one', 3, 3, 'heading', '## one'],
  ['### one', 5, 5, 'heading', 'one'],
  ['one\n\n1. two', 0, 11, 'list', '- one\n\n- two'],
  ['- one\n- two', 0, 11, 'list', 'one\ntwo'],
  ['one\ntwo', 0, 7, 'numbered', '1. one\n2. two'],
  ['- one\ntwo', 0, 9, 'check', '- [ ] one\n- [ ] two'],
  ['', 0, 0, 'check', '- [ ] '],
  ['one\ntwo', 0, 7, 'quote', '> one\n> two'],
  ['> one', 3, 3, 'quote', 'one'],
  ['- [ ] one\n- [x] two', 0, 19, 'tick', '- [x] one\n- [x] two'],
  ['- [x] one', 7, 7, 'tick', '- [ ] one'],
];

test('every command of a toolbar does and undoes what it says', async ({ opens }) => {
  const authority = new Authority('');
  const ada = await opens(authority);
  for (const [before, anchor, head, command, after] of commands) {
    authority.edit({ from: 0, to: authority.text.length, insert: before });
    await ada.caughtUp();
    await ada.select(anchor, head);
    await ada.command(command);
    expect(await ada.read(), `${command} in ${JSON.stringify(before)}`).toBe(after);
    await expectAgreement(authority, ada);
  }
});

test('a toolbar knows what is on where the caret is', async ({ opens }) => {
  const ada = await opens(new Authority('- [ ] one **two**\n> three'));
  await ada.select(13);
  await expect.poll(() => ada.active).toEqual(['bold', 'check']);
  await ada.select(22);
  await expect.poll(() => ada.active).toEqual(['quote']);
});

test('undo is asked of the worker when what was typed has arrived', async ({ opens }) => {
  const authority = new Authority('one', { delayMs: 40 });
  const ada = await opens(authority);
  await ada.select(3);
  await ada.page.keyboard.type(' two');
  await ada.page.keyboard.press('ControlOrMeta+z');
  await expect.poll(() => ada.asked).toEqual(['undo']);
  expect(authority.text).toBe('one two');
  await ada.page.keyboard.press('ControlOrMeta+Shift+Z');
  await expect.poll(() => ada.asked).toEqual(['undo', 'redo']);
  await ada.command('undo');
  await expect.poll(() => ada.asked).toEqual(['undo', 'redo', 'undo']);
  await ada.page.evaluate(() => {
    const event = new InputEvent('beforeinput', { inputType: 'historyRedo', bubbles: true, cancelable: true });
    document.querySelector('.cm-content')!.dispatchEvent(event);
  });
  await expect.poll(() => ada.asked.at(-1)).toBe('redo');
  // The caret goes to what the worker has undone.
  await ada.select(0);
  const version = authority.version + 1;
  await ada.page.evaluate((next) => window.notes.receive(next, [{ from: 3, to: 7, insert: '' }], false, true), version);
  expect(await ada.read()).toBe('one');
  await ada.page.keyboard.type('!');
  expect(await ada.read()).toBe('one!');
});

test('check boxes are ticked by a click and by a key', async ({ opens }) => {
  const authority = new Authority('- [ ] one\n- [x] two');
  const ada = await opens(authority);
  const boxes = ada.page.locator('.plenum-box');
  await boxes.first().click();
  await expect.poll(() => authority.text).toBe('- [x] one\n- [x] two');
  await expect(ada.text).not.toBeFocused();
  await expect(ada.page.locator('.plenum-box-ticked')).toHaveCount(2);
  await ada.select(19);
  await ada.page.keyboard.press('ControlOrMeta+Enter');
  await expect.poll(() => authority.text).toBe('- [x] one\n- [ ] two');
  await ada.page.keyboard.press('Enter');
  await ada.page.keyboard.type('three');
  await expect.poll(() => authority.text).toBe('- [x] one\n- [ ] two\n- [ ] three');
});

test('Tab is for lists, and leaves the notes otherwise and after Escape', async ({ opens }) => {
  const authority = new Authority('text\n- one\n- two');
  const ada = await opens(authority);
  const after = ada.page.getByRole('button', { name: 'After' });
  await ada.select(2);
  await ada.page.keyboard.press('Tab');
  await expect(after).toBeFocused();
  await ada.select(14);
  await ada.page.keyboard.press('Tab');
  await expect.poll(() => authority.text).toBe('text\n- one\n  - two');
  await ada.page.keyboard.press('Shift+Tab');
  await expect.poll(() => authority.text).toBe('text\n- one\n- two');
  await ada.page.keyboard.press('Escape');
  await ada.page.keyboard.press('Tab');
  await expect(after).toBeFocused();
  await ada.select(2);
  await ada.page.keyboard.press('Shift+Tab');
  await expect(ada.page.getByRole('button', { name: 'Before' })).toBeFocused();
});

test('every line has the direction of its own words', async ({ opens }) => {
  const ada = await opens(new Authority('one\nשלום\n- [x] שלום\n## مرحبا'));
  const lines = ada.page.locator('.cm-line');
  for (const [index, direction] of ['ltr', 'rtl', 'rtl', 'rtl'].entries()) await expect(lines.nth(index)).toHaveCSS('direction', direction);
});

test('a new beginning keeps what is not confirmed', async ({ opens }) => {
  const authority = new Authority('one two');
  const ada = await opens(authority);
  await ada.page.evaluate(() => window.notes.receive(2, [{ from: 0, to: 99, insert: '' }], false)).then((fits) => expect(fits).toBe(false));
  await ada.page.evaluate(() => window.notes.receive(3, [], false)).then((fits) => expect(fits).toBe(false));
  await ada.select(7);
  // A worker that has died hears nothing.
  authority.version = 99;
  await ada.page.keyboard.type(' three');
  authority.text = 'zero one 2';
  authority.version = 7;
  await ada.page.evaluate(([version, text]) => window.notes.reset(version as number, text as string), [7, authority.text]);
  await expectAgreement(authority, ada);
  expect(authority.text).toContain(' three');
  expect(authority.version).toBeGreaterThan(7);
});

test('whoever closes the notes has sent what was typed', async ({ opens }) => {
  const authority = new Authority('', { delayMs: 40, refusesOneOf: 2 });
  const ada = await opens(authority);
  await ada.text.focus();
  await ada.page.keyboard.type('all of it');
  await ada.page.evaluate(() => window.notes.close());
  expect(authority.text).toBe('all of it');
  await expect(ada.text).toHaveCount(0);
});

test('what does not fit is not typed', async ({ opens }) => {
  const authority = new Authority('12345678');
  const ada = await opens(authority, { limit: 10 });
  await ada.select(8);
  await ada.page.keyboard.type('9');
  await ada.page.keyboard.insertText('abc');
  await expect.poll(() => ada.asked).toEqual(['full']);
  expect(await ada.read()).toBe('123456789');
});

test('a long document is searched, counted and written in', async ({ opens }) => {
  const line = 'Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich.\n';
  const authority = new Authority(`# Long\n\n${line.repeat(3_100)}- [ ] the end`);
  expect(authority.text.length).toBeGreaterThan(200_000);
  const ada = await opens(authority);
  expect(await ada.page.evaluate(() => window.notes.wordCount())).toBe(1 + 3_100 * 10 + 2);
  await ada.command('find');
  const field = ada.page.getByRole('textbox', { name: 'Look for' });
  await expect(field).toBeFocused();
  await field.pressSequentially('the end');
  await field.press('Enter');
  await expect(ada.page.locator('.cm-searchMatch-selected')).toBeVisible();
  await field.press('Escape');
  await expect(ada.text).toBeFocused();
  await ada.page.keyboard.press('ArrowRight');
  await ada.page.keyboard.type('!');
  await expect.poll(() => authority.text.endsWith('the end!')).toBe(true);
});

for (const [name, piece] of [['links', '[a]('], ['code', '`a``b'], ['quotes', '> ']] as const) {
  test(`a line that is made to be slow can be written in: ${name}`, async ({ opens }) => {
    const authority = new Authority(piece.repeat(40_000));
    const ada = await opens(authority);
    await ada.text.focus();
    await ada.page.keyboard.press('ControlOrMeta+Home');
    await ada.page.keyboard.type('Ada ');
    await expect.poll(() => authority.text.slice(0, 5)).toBe(`Ada ${piece[0]}`);
  });
}

test('who may only read can read, and is a text box all the same', async ({ opens }) => {
  const ada = await opens(new Authority('- [ ] one'), { readOnly: true });
  await ada.text.focus();
  await ada.page.keyboard.type('x');
  await ada.page.locator('.plenum-box').click();
  expect(await ada.command('bold')).toBe(false);
  expect(await ada.read()).toBe('- [ ] one');
  await expect(ada.text).toHaveAttribute('aria-readonly', 'true');
  await ada.page.evaluate(() => window.notes.setReadOnly(false));
  await ada.page.locator('.plenum-box').click();
  expect(await ada.read()).toBe('- [x] one');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing in the notes: ${colorScheme}`, async ({ opens }) => {
    const ada = await opens(new Authority('# Title\n\n**one** `two` [three](https://a.example)\n\n- [ ] four\n- [x] five\n\n> six'));
    await ada.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await ada.setCursors([0, 1, 2, 3, 4, 5, 6, 7].map((id) => ({ id: `${id}`, name: `Name ${id}`, colour: id, anchor: id, head: id + 8 })));
    await ada.setAuthors([{ from: 0, to: 30, colour: 3 }]);
    await ada.page.evaluate(() => window.notes.showAuthors(true));
    await ada.command('find');
    await ada.page.evaluate(axe.source);
    const found = await ada.page.evaluate(async () => {
      const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(document);
      return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.html).join(' ')}`);
    });
    expect(found).toEqual([]);
  });
}
