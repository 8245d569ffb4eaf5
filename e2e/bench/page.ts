// What somebody on a thin line waits for: bytes and requests until the lobby reacts.
import type { Request } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { code } from '../link.ts';

/** Bytes on the wire, headers included. */
const atMostBytes = 150_000;
const atMostRequests = 10;

test('page until the lobby reacts', async ({ arrive, home }) => {
  const ada = await arrive();
  const finished: Request[] = [];
  let sockets = 0;
  ada.page.context().on('requestfinished', (request) => finished.push(request));
  ada.page.on('websocket', () => sockets++);
  await ada.open(`${home}#${code()}`);
  await ada.lobby.nameBox.fill('Ada');
  await expect(ada.lobby.joinButton).toBeEnabled();

  const rows = await Promise.all(
    finished
      .filter((request) => request.url().startsWith('http'))
      .map(async (request) => {
        const { responseBodySize, responseHeadersSize } = await request.sizes();
        const encoding = (await (await request.response())?.headerValue('content-encoding')) ?? 'as it is';
        return { bytes: responseBodySize + responseHeadersSize, encoding, path: new URL(request.url()).pathname };
      }),
  );
  const bytes = rows.reduce((sum, row) => sum + row.bytes, 0);
  const requests = rows.length + sockets;
  for (const row of rows) console.log(`  ${String(row.bytes).padStart(8)}  ${row.encoding.padEnd(8)}  ${row.path}`);
  console.log(`page until the lobby reacts: ${bytes} bytes on the wire (at most ${atMostBytes}), ${requests} requests (at most ${atMostRequests})`);

  expect.soft(rows.filter(({ path, encoding }) => path.endsWith('.wasm') && encoding !== 'br'), 'wasm is compressed').toEqual([]);
  expect.soft(bytes).toBeLessThanOrEqual(atMostBytes);
  expect.soft(requests).toBeLessThanOrEqual(atMostRequests);
});
