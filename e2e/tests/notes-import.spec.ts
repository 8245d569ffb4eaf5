// Text files that come into the notes: from a button, by drag and drop, and pasted.
import { expect, test } from '../fixtures.ts';
import { expectAgreement, expectWritten, notes, openMenu, openNotes, pad, write, written } from '../lab/pads.ts';
import { twoMeet } from '../person.ts';

test('a file is inserted, another pad is made and named, and each has its own text', async ({ arrive }) => {
  const { ada, ben } = await twoMeet(arrive);
  for (const person of [ada, ben]) await openNotes(person);
  const chooser = ada.page.waitForEvent('filechooser');
  await (await openMenu(ada)).getByRole('button', { name: 'Insert a text file', exact: true }).click();
  await (await chooser).setFiles({ name: 'old.md', mimeType: 'text/markdown', buffer: Buffer.from('# Grüße\r\nשלום') });
  await expectWritten([ada, ben], '# Grüße\nשלום\n');

  const menu = await openMenu(ada);
  await menu.getByRole('textbox', { name: 'New pad', exact: true }).fill('Küche');
  await menu.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(notes(ada).getByRole('combobox', { name: 'Pad', exact: true }).locator('option:checked')).toHaveText('Küche');
  await expect.poll(() => written(ada)).toBe('');
  await write(ada, 'Ofen');
  await notes(ben).getByRole('combobox', { name: 'Pad', exact: true }).selectOption('Küche');
  await expectWritten([ada, ben], 'Ofen');
  const names = await openMenu(ben);
  await names.getByRole('textbox', { name: 'Name of this pad', exact: true }).fill('Werkstatt');
  await names.getByRole('button', { name: 'Rename', exact: true }).click();
  const chosen = notes(ada).getByRole('combobox', { name: 'Pad', exact: true });
  await expect(chosen.locator('option:checked')).toHaveText('Werkstatt');
  await chosen.selectOption('Notes');
  await expectWritten([ada], '# Grüße\nשלום\n');
  await chosen.selectOption('Werkstatt');

  const removing = await openMenu(ben);
  await removing.getByRole('button', { name: 'Remove this pad', exact: true }).click();
  await removing.getByRole('button', { name: 'Remove it for everyone?', exact: true }).click();
  await expect(notes(ada).getByRole('status').getByText('Ben removed the pad “Werkstatt”.', { exact: true })).toBeVisible();
  await expect(notes(ben).getByRole('status').getByText('You removed the pad “Werkstatt”.', { exact: true })).toBeVisible();
  await expectWritten([ada, ben], '# Grüße\nשלום\n');
  await expect(chosen.locator('option')).toHaveText(['Notes']);
  await expect((await openMenu(ben)).getByRole('group', { name: 'Removed pads' })).toContainText('Werkstatt');
  await notes(ada).getByRole('button', { name: 'Put back', exact: true }).click();
  await notes(ben).getByRole('combobox', { name: 'Pad', exact: true }).selectOption('Werkstatt');
  await expect(chosen.locator('option')).toHaveText(['Notes', 'Werkstatt']);
  await expectWritten([ben], 'Ofen');
});

test('text files that are dropped on the pad or pasted into it are inserted, and others go to the chat', async ({ arrive }) => {
  const { ada, ben } = await twoMeet(arrive);
  for (const person of [ada, ben]) await openNotes(person);
  const give = (kind: 'drop' | 'paste', selector: string, name: string, bytes: number[], times = 1) =>
    ada.page.evaluate(
      ([kind, selector, name, bytes, times]) => {
        const files = new DataTransfer();
        files.items.add(new File(Array.from({ length: times }, () => new Uint8Array(bytes)), name));
        const target = document.querySelector(selector);
        if (kind === 'paste') {
          target?.dispatchEvent(new ClipboardEvent('paste', { clipboardData: files, bubbles: true, cancelable: true }));
          return;
        }
        for (const type of ['dragover', 'drop']) {
          target?.dispatchEvent(new DragEvent(type, { dataTransfer: files, bubbles: true, cancelable: true }));
        }
      },
      [kind, selector, name, bytes, times] as const,
    );
  const text = (one: string) => [...Buffer.from(one)];
  const said = notes(ada).getByRole('alert').filter({ hasText: 'This file cannot be inserted' });

  await write(ada, 'ab');
  await pad(ada).press('ArrowLeft');
  await give('paste', '.cm-content', 'old.md', text('Grüße\r\nשלום'));
  await expectWritten([ada, ben], 'aGrüße\nשלוםb');
  await expect(said).toBeHidden();

  await give('paste', '.cm-content', 'picture.png', [0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13]);
  await expect(said).toBeVisible();
  await expectWritten([ada, ben], 'aGrüße\nשלוםb');
  await pad(ada).press('ControlOrMeta+a');
  await give('drop', '.cm-content', 'all.txt', text('new'));
  await expect.poll(() => written(ben)).toContain('new');
  await expect(said).toBeHidden();
  await give('drop', '.cm-content', 'long.txt', text('a'.repeat(1024)), 1025);
  await expect(said).toBeVisible();
  await expectAgreement([ada, ben], ['new']);

  await give('drop', 'main', 'elsewhere.md', text('for all'));
  const staged = ada.page.getByRole('list', { name: 'Files that go with the message' });
  await expect(staged.getByRole('listitem')).toHaveText([/elsewhere\.md/]);
});
