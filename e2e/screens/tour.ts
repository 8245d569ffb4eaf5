// Pictures of every screen in English and German, light and dark, in five sizes: make screens, or one look with TESTS='-g "light, en"'.
import type { Browser, Locator } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { code } from '../link.ts';
import type { Arrival, Person } from '../person.ts';
import { english, german, locale } from '../pages/words.ts';
import { makeScreen } from '../screen.ts';
import { shoot, writeContactSheet } from './album.ts';
import { sitForPortrait } from './portraits.ts';

/** What is typed in each language. */
const typed = {
  en: {
    chat: ['The room is booked until nine.', 'I am on the train: **sound only** for me until eight.', 'Shall we begin?'],
    notes: '# Garden day\n\n- [x] Ask the neighbours\n- [ ] **Spades** from the shed\n- [ ] Soup for twenty\n\n> Rain: then on Sunday.\n',
    items: ['Check-in', 'Garden day', 'Money'],
    proposal: 'We buy a second water butt, for 80 at most.',
    caption: 'And then we meet at the gate at ten.',
  },
  de: {
    chat: ['Der Raum ist bis neun gebucht.', 'Ich sitze im Zug: bei mir **nur Ton** bis acht.', 'Fangen wir an?'],
    notes: '# Gartentag\n\n- [x] Nachbarn fragen\n- [ ] **Spaten** aus dem Schuppen\n- [ ] Suppe für zwanzig\n\n> Bei Regen: am Sonntag.\n',
    items: ['Ankommen', 'Gartentag', 'Geld'],
    proposal: 'Wir kaufen eine zweite Regentonne, für höchstens 80.',
    caption: 'Und dann treffen wir uns um zehn am Tor.',
  },
};
const others = ['Ben Okafor', 'Cem', 'Dua', 'Eva Lindqvist-Sommer'];
const order: string[] = [];

test.afterAll(() => writeContactSheet(order));

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [tag, words] of [['en', english], ['de', german]] as const) {
    test(`${colorScheme}, ${tag}`, async ({ arrive, arriveIn, home, troubled }) => {
      const say = (group: string, key: string): string => locale(tag)[group]![key]!;
      const looks: Arrival = { colorScheme, locale: tag === 'de' ? 'de-DE' : 'en-GB', words, reducedMotion: 'reduce', before: makeScreen };
      const look = `${tag}-${colorScheme}`;
      const picture = async (person: Person, screen: string, what?: Locator) => {
        if (!order.includes(screen)) order.push(screen);
        await shoot(person, screen, look, what);
      };
      const sit = async (which: number, options: Arrival = looks, browser?: Browser): Promise<Person> => {
        const person = await (browser === undefined ? arrive(options) : arriveIn(browser, options));
        await person.page.addInitScript(sitForPortrait, which);
        return person;
      };

      // Whoever is stuck.
      const stuck = await sit(4, { ...looks, before: () => Reflect.deleteProperty(window, 'RTCPeerConnection') });
      await stuck.page.goto(`${home}#${code()}`);
      await expect(stuck.page.getByText(say('unable', 'webrtc_title')).first()).toBeVisible();
      await picture(stuck, 'rescue-without-webrtc');
      await stuck.page.context().close();
      const denied = await sit(4, looks, await troubled({ permission: 'denied' }));
      await denied.startMeeting();
      await denied.lobby.nameBox.fill('Eva');
      await denied.lobby.microphone.click();
      await expect(denied.page.getByRole('button', { name: say('rescue', 'copy'), exact: true })).toBeVisible();
      await picture(denied, 'lobby-denied');
      await denied.page.context().close();

      // From the link into the room.
      const mira = await sit(0);
      await mira.visit();
      await picture(mira, 'start');
      await mira.page.getByText(say('passphrase', 'protect'), { exact: true }).click();
      await mira.page.getByRole('button', { name: say('passphrase', 'four_words'), exact: true }).click();
      const passphrase = mira.page.getByRole('textbox', { name: say('passphrase', 'field'), exact: true });
      await expect(passphrase).toHaveValue(/\S+ \S+ \S+ \S+|\S+-\S+-\S+-\S+/);
      await picture(mira, 'start-passphrase');
      await mira.page.goto(`${home}#cutoff`);
      await expect(mira.page.getByText(say('link', 'title'), { exact: true })).toBeVisible();
      await picture(mira, 'damaged-link');
      await mira.page.goto(`${home}#${code(undefined, { passphrase: true })}`);
      await expect(mira.page.getByText(say('passphrase', 'title'), { exact: true })).toBeVisible();
      await picture(mira, 'lobby-locked');
      await mira.page.goto('about:blank');
      const link = await mira.startMeeting();
      await mira.lobby.nameBox.fill('Mira');
      await picture(mira, 'lobby');
      await mira.turn(mira.lobby.microphone, true);
      await mira.turn(mira.lobby.camera, true);
      await picture(mira, 'lobby-with-devices');
      await mira.join('Mira');
      await picture(mira, 'room-alone');
      await mira.room.inviteButton.click();
      await expect(mira.page.locator('#invite').getByText(say('invite', 'qr'), { exact: true })).toBeVisible();
      await picture(mira, 'invitation');
      await mira.page.keyboard.press('Escape');
      await mira.room.settings.click();
      const sections = mira.page.locator('#settings').getByRole('tab');
      await expect(sections.first()).toBeVisible();
      for (const [number, section] of (await sections.all()).entries()) {
        await section.click();
        await picture(mira, `settings-${number + 1}`);
      }
      await mira.page.keyboard.press('Escape');

      // Two.
      const come = async (which: number): Promise<Person> => {
        const person = await sit(which, { before: makeScreen });
        const name = others[which - 1]!;
        await person.open(link);
        // One without camera, some without sound: tiles of all kinds.
        await person.join(name, { camera: which !== 3, microphone: which === 1 });
        await expect(mira.room.tile(name)).toBeVisible();
        return person;
      };
      const ben = await come(1);
      await mira.expectMovingPictures(1);
      await picture(mira, 'room-two');
      await ben.turn(ben.room.share, true);
      await expect(mira.page.locator('.tile.screen video.shown').first()).toBeVisible();
      await picture(mira, 'shared-screen');
      await ben.turn(ben.room.share, false);
      await mira.turn(mira.room.share, true);
      await picture(mira, 'sharing');
      await mira.turn(mira.room.share, false);

      await mira.room.peopleButton.click();
      await picture(mira, 'people');
      await mira.page.getByRole('button', { name: say('encryption', 'open'), exact: true }).click();
      await expect(mira.page.locator('#sees')).toBeVisible();
      await picture(mira, 'what-the-server-sees');
      await mira.page.keyboard.press('Escape');
      await mira.page.getByRole('button', { name: words.connections, exact: true }).click();
      await expect(mira.page.locator('.connections svg.plot').first()).toBeVisible();
      await picture(mira, 'connections');
      await mira.page.keyboard.press('Escape');
      await mira.page.getByRole('button', { name: say('captions', 'write'), exact: true }).click();
      await mira.page.keyboard.type(typed[tag].caption);
      await mira.page.keyboard.press('Enter');
      await expect(mira.page.locator('.caption-line').first()).toBeVisible();
      await picture(mira, 'captions');
      await mira.page.keyboard.press('Escape');
      await mira.room.peopleButton.click();

      // What is written together.
      await ben.page.keyboard.press('c');
      await mira.page.keyboard.press('c');
      for (const [index, line] of typed[tag].chat.entries()) {
        const writer = index % 2 === 0 ? mira : ben;
        const box = writer.page.getByRole('complementary').getByRole('textbox').first();
        await box.fill(line);
        await box.press('Enter');
        await expect(mira.page.getByRole('article')).toHaveCount(index + 1);
      }
      await picture(mira, 'chat');
      await mira.page.locator('#tab-list').click();
      await mira.page.keyboard.press('r');
      await ben.room.tool('Raise hand').click();
      await expect(mira.page.locator('#tab-list')).toBeVisible();
      await expect(mira.page.getByRole('complementary').getByText('Ben Okafor').first()).toBeVisible();
      await picture(mira, 'speaking-list');
      await mira.page.locator('#tab-agenda').click();
      for (const item of typed[tag].items) {
        await mira.page.locator('.agenda .add input').first().fill(item);
        await mira.page.keyboard.press('Enter');
        await expect(mira.page.locator('.item').filter({ hasText: item })).toBeVisible();
      }
      await mira.page.locator('.agenda > section').last().getByRole('button').first().click();
      await mira.page.locator('.put textarea').first().fill(typed[tag].proposal);
      await mira.page.locator('.put .go').click();
      await expect(mira.page.locator('.proposal')).toBeVisible();
      await picture(mira, 'agenda', mira.page.locator('.proposal'));
      await mira.page.keyboard.press('Escape');
      await mira.page.keyboard.press('n');
      const notes = mira.page.getByRole('complementary').getByRole('textbox').first();
      await notes.fill(typed[tag].notes);
      await picture(mira, 'notes');
      await mira.page.locator('#tab-notes').focus();
      await mira.page.keyboard.press('Escape');

      // Five.
      for (const which of [2, 3, 4]) await come(which);
      await mira.expectMovingPictures(3);
      await picture(mira, 'room-five');
      await mira.leave();
      await picture(mira, 'left');
    });
  }
}
