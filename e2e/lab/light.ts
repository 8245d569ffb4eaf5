// Light peers: whole pages to which the server's messages of anybody but the first in the room are withheld, and which decode
// pictures without drawing them. To the first they are people like all others; among each other they have no connections,
// which on one machine would cost more than all else.
import type { BrowserContext } from '@playwright/test';

/** The seat of whoever came first. */
const first = 0;

interface SeatedPeer {
  slot: number;
}

interface Message {
  type: string;
  slot?: number;
  peers?: SeatedPeer[];
}

/** What of a server's message is passed on, or nothing. */
function sift(text: string): string | undefined {
  const message = JSON.parse(text) as Message;
  switch (message.type) {
    case 'welcome':
      return JSON.stringify({ ...message, peers: message.peers?.filter(({ slot }) => slot === first) });
    case 'arrived':
    case 'departed':
      return message.slot === first ? text : undefined;
    default:
      return text;
  }
}

/** Runs in the page, before the page: no picture is drawn. */
function blind(): void {
  Object.defineProperty(HTMLVideoElement.prototype, 'srcObject', { configurable: true, get: () => null, set: () => {} });
}

/** The same of somebody who is in another window: no sound is played either, and the page knows that nobody looks at it. */
function elsewhere(): void {
  Object.defineProperty(HTMLMediaElement.prototype, 'srcObject', { configurable: true, get: () => null, set: () => {} });
  Object.defineProperty(Document.prototype, 'visibilityState', { configurable: true, get: () => 'hidden' });
  Object.defineProperty(Document.prototype, 'hidden', { configurable: true, get: () => true });
}

/** Whoever has a page in this context will meet nobody but the first in the room, who has to be there already. */
export async function makeLight(context: BrowserContext, { away = false } = {}): Promise<void> {
  await context.addInitScript(away ? elsewhere : blind);
  await context.routeWebSocket(/\/ws\/[0-9a-f]{2}$/, (page) => {
    page.connectToServer().onMessage((message) => {
      const passed = typeof message === 'string' ? sift(message) : message;
      if (passed !== undefined) page.send(passed);
    });
  });
}
