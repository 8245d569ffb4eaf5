// What somebody on a thin line waits for: bytes and requests until the lobby reacts, and until a meeting can begin.
import type { Request } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { report as keep } from '../lab/figures.ts';
import { code } from '../link.ts';

/** Bytes on the wire until the lobby reacts, and with everything a meeting needs; headers included. */
const atMostBytes = 170_000;
const atMostBytesInAll = 400_000;
const atMostRequests = 10;
/** With everything a meeting needs: what chunks share are files of their own. */
const atMostRequestsInAll = 14;
/** What only a meeting needs; it comes while somebody chooses a name. What two chunks share comes with the first of them. */
const roomChunk = /(_room|chunk_\d+)\.wasm$/;
/** What dialogs hold: it comes when nothing else is to be done. */
const dialogsChunk = /_dialogs\.wasm$/;
/** The worker with the room document, and what shows it: both come when the meeting runs. */
const documentWorker = /\/document(-worker)?(_bg)?\.(js|wasm)$/;
const documentChunk = /_document\.wasm$/;
const atMostWorkerBytes = 160_000;
const atMostChunkBytes = 160_000;

test('page until the lobby reacts', async ({ arrive, home }) => {
  const ada = await arrive();
  const finished: Request[] = [];
  let sockets = 0;
  ada.page.context().on('requestfinished', (request) => finished.push(request));
  ada.page.on('websocket', () => sockets++);
  // Held back, to prove that the lobby reacts without it.
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await ada.page.route(roomChunk, async (route) => {
    await released;
    await route.continue();
  });
  // Held back, to weigh what a meeting needs without it.
  let releaseDialogs = () => {};
  const inside = new Promise<void>((resolve) => (releaseDialogs = resolve));
  await ada.page.route(dialogsChunk, async (route) => {
    await inside;
    await route.continue();
  });

  await ada.open(`${home}#${code()}`);
  await ada.lobby.nameBox.fill('Ada');
  await ada.turn(ada.lobby.microphone, true);
  await expect(ada.lobby.joinButton).toBeEnabled();
  const lobby = await weigh(finished);
  report('page until the lobby reacts', lobby, sockets);

  release();
  await ada.lobby.joinButton.click();
  ada.name = 'Ada';
  await ada.expectInside();
  const all = await weigh(finished);
  report('the same with everything a meeting needs', all, sockets);
  releaseDialogs();
  await expect.poll(() => finished.filter((request) => dialogsChunk.test(request.url())).length).toBe(1);
  await expect.poll(() => finished.filter((request) => documentWorker.test(request.url())).length).toBe(3);
  const later = await weigh(finished.slice(all.length));
  report('dialogs and the room document, once the meeting runs', later, 0);
  const [worker, chunk, dialogs] = [documentWorker, documentChunk, dialogsChunk].map((which) => sum(later.filter(({ path }) => which.test(path))));
  keep('page', {
    lobbyKb: sum(lobby) / 1_000,
    lobbyRequests: lobby.length,
    allKb: sum(all) / 1_000,
    documentWorkerKb: worker / 1_000,
    documentChunkKb: chunk / 1_000,
    dialogsChunkKb: dialogs / 1_000,
  });

  expect.soft(all.filter(({ path, encoding }) => path.endsWith('.wasm') && encoding !== 'br'), 'wasm is compressed').toEqual([]);
  expect.soft(sum(lobby)).toBeLessThanOrEqual(atMostBytes);
  expect.soft(sum(all)).toBeLessThanOrEqual(atMostBytesInAll);
  expect.soft(lobby.length).toBeLessThanOrEqual(atMostRequests);
  expect.soft(all.length + sockets).toBeLessThanOrEqual(atMostRequestsInAll);
  expect.soft(worker).toBeLessThanOrEqual(atMostWorkerBytes);
  expect.soft(chunk).toBeLessThanOrEqual(atMostChunkBytes);
});

interface Row {
  bytes: number;
  encoding: string;
  path: string;
}

async function weigh(requests: Request[]): Promise<Row[]> {
  return Promise.all(
    requests
      .filter((request) => request.url().startsWith('http'))
      .map(async (request) => {
        const { responseBodySize, responseHeadersSize } = await request.sizes();
        const encoding = (await (await request.response())?.headerValue('content-encoding')) ?? 'as it is';
        return { bytes: responseBodySize + responseHeadersSize, encoding, path: new URL(request.url()).pathname };
      }),
  );
}

const sum = (rows: Row[]) => rows.reduce((sum, row) => sum + row.bytes, 0);

function report(what: string, rows: Row[], sockets: number): void {
  for (const row of rows) console.log(`  ${String(row.bytes).padStart(8)}  ${row.encoding.padEnd(8)}  ${row.path}`);
  console.log(`${what}: ${sum(rows)} bytes on the wire, ${rows.length + sockets} requests`);
}
