// Somebody written from the two protocol texts alone, in another language, talks with a real page: each opens what the other seals.
import { expect, test } from '../fixtures.ts';
import { Visitor } from '../lab/visitor.ts';
import { deployed } from '../server.ts';

test.skip(deployed !== undefined, 'a visitor dials the server on this machine');

test('a visitor and a page open what the other seals', async ({ arrive }) => {
  const ada = await arrive();
  const link = await ada.startMeeting();
  await ada.join('Ada', { microphone: false, camera: false });

  const visitor = new Visitor(link);
  await visitor.arrive('127.0.1.1');
  const entered = visitor.enter('Zoë');
  await expect(ada.room.tile('Zoë')).toBeVisible();

  const statuses = () => visitor.heard.flatMap(({ messages }) => messages).filter(({ topic, type }) => topic === 'room' && type === 'status');
  await expect
    .poll(() => statuses().at(-1), 'the page says who it is')
    .toMatchObject({ presence: 'in', name: 'Ada', microphone: false, camera: false });
  await expect.poll(() => visitor.heard.flatMap(({ acks = [] }) => acks), 'the page says that it heard').toContain(entered);

  // Whatever changes is told anew, under a higher revision.
  const before = statuses().at(-1)!.revision as number;
  await ada.turn(ada.room.microphone, true);
  await expect.poll(() => statuses().at(-1)).toMatchObject({ microphone: true, camera: false });
  expect(statuses().at(-1)!.revision).toBeGreaterThan(before);

  await visitor.leave();
  await expect(ada.room.tile('Zoë')).toBeHidden();
});
