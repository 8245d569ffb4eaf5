// When something does not work, people copy the debug log and send it to whoever helps them. It must give nobody away.
import { expect, test } from '../fixtures.ts';

test('the debug log says how things stand, without names, addresses and links', async ({ arrive }) => {
  const ada = await arrive({
    before: () => {
      Clipboard.prototype.writeText = async (text) => {
        document.documentElement.dataset['copied'] = text;
      };
    },
  });
  const ben = await arrive();
  const link = await ada.startMeeting();
  await ada.join('Adelheid');
  await ben.open(link);
  await ben.join('Benedikta');
  await ada.expectMovingPictures(1);

  await ada.openSettings('Stored');
  await ada.page.getByRole('button', { name: 'Copy debug log' }).click();
  const copied = () => ada.page.evaluate(() => document.documentElement.dataset['copied'] ?? '');
  await expect.poll(copied).toMatch(/inside for \d+ ms/);
  // The notice of the page lies behind the dialog.
  await expect(ada.page.getByRole('dialog', { name: 'Settings', exact: true }).getByText(/The debug log is copied/)).toBeVisible();
  const log = await copied();
  expect(log).toMatch(/tile 1: .* Connected/);
  expect(log).not.toMatch(/Adelheid|Benedikta/);
  expect(log).not.toContain(new URL(link).hash.slice(1));
  expect(log).not.toMatch(/\d+\.\d+\.\d+\.\d+(?! Safari)|localhost|\.local/);
});
