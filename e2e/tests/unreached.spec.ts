// A page that loads but does not get through to its server says what is so, and where one has to go instead.
import { once } from 'node:events';
import { createServer, request, type Server as Proxy } from 'node:http';
import { expect, test } from '../fixtures.ts';
import { codeOf } from '../link.ts';
import { deployed, Server } from '../server.ts';

test.skip(deployed !== undefined, 'needs servers with options of their own');

/** A proxy that passes on everything but the wish to upgrade. Returns its address. */
async function proxy(to: Server): Promise<[Proxy, string]> {
  const proxy = createServer((asked, answer) => {
    const { connection: _connection, upgrade: _upgrade, ...headers } = asked.headers;
    const passed = request(new URL(asked.url ?? '/', to.url), { method: asked.method, headers }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    });
    passed.on('error', () => answer.destroy());
    asked.pipe(passed);
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return [proxy, `http://localhost:${(proxy.address() as { port: number }).port}/`];
}

const unreached = /can't connect to the server, so you can't meet anybody here yet/;

test('behind a proxy that drops Upgrade somebody alone is told that nobody can come, and not to keep talking', async ({ arrive, ownServer }) => {
  const [between, at] = await proxy(ownServer);
  const ada = await arrive({ at });
  await ada.startMeeting();
  await ada.join('Ada', { microphone: false, camera: false });
  await ada.expectToRead(unreached);
  await ada.expectNotToRead(/keep talking/);
  ada.forgive(/WebSocket|426/);
  await ada.page.goto('about:blank');
  ada.forgive(/WebSocket|426/);
  between.closeAllConnections();
  between.close();
});

test('somebody alone whose server goes away is told that nobody can come', async ({ arrive, ownServer }) => {
  const ada = await arrive({ at: ownServer.url });
  await ada.startMeeting();
  await ada.join('Ada', { microphone: false, camera: false });
  await expect(ada.room.participants).toBeVisible();
  await ownServer.kill();
  await ada.expectToRead(/The server can't be reached, so nobody can join you/);
  await ada.expectNotToRead(/keep talking/);
});

test('an address that has all its lines still gets the page, which says so', async ({ arrive }) => {
  const server = await Server.start(() => ['--sockets-per-address', '1']);
  const [ada, ben] = [await arrive({ at: server.url }), await arrive({ at: server.url })];
  const link = await ada.startMeeting();
  await ada.join('Ada', { microphone: false, camera: false });
  await ben.open(link);
  await ben.expectToRead(/Too many people or attempts from your network/);
  ben.forgive(/WebSocket|429/);
  await ben.page.goto('about:blank');
  ben.forgive(/WebSocket|429/);
  await ada.page.goto('about:blank');
  await server.stop();
});

test('a page opened under another name is told the right one, with a link to the same meeting', async ({ arrive }) => {
  const server = await Server.start((url) => ['--origin', url]);
  const ada = await arrive({ at: server.url.replace('localhost', '127.0.0.1') });
  const link = await ada.startMeeting();
  await ada.expectToRead(/wants to be opened at another address/);
  const right = ada.page.getByRole('link', { name: new URL(server.url).origin, exact: true });
  await expect(right).toHaveAttribute('href', `${server.url}#${codeOf(link)}`);
  await ada.expectNotToRead(/Reload it/);
  await right.click();
  await expect(ada.lobby.joinButton).toBeVisible();
  expect(ada.page.url()).toBe(`${server.url}#${codeOf(link)}`);
  await ada.join('Ada', { microphone: false, camera: false });
  await ada.expectNotToRead(/another address/);
  expect(server.log, 'nor does anybody else hear of the code').not.toContain(codeOf(link));
  await ada.page.goto('about:blank');
  await server.stop();
});
