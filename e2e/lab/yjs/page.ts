// The peer that the room document is measured beside: Yjs with y-webrtc, and the same CodeMirror with y-codemirror.next.
import { defaultKeymap } from '@codemirror/commands';
import { markdown, markdownLanguage } from '@codemirror/lang-markdown';
import { defaultHighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { search, searchKeymap } from '@codemirror/search';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, keymap } from '@codemirror/view';
import { yCollab, yUndoManagerKeymap } from 'y-codemirror.next';
import { WebrtcProvider } from 'y-webrtc';
import * as Y from 'yjs';

declare global {
  interface Window {
    yjs: {
      /** With how many others there is a connection. */
      connected: () => number;
      /** Works an update into the text, in base64. */
      apply: (update: string) => void;
      /** How long it takes to work an update into an empty document and to read its text, milliseconds. */
      open: (update: string) => { ms: number; units: number };
    };
  }
}

const bytes = (base64: string) => Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
const asked = new URLSearchParams(location.search);
const [room, signaling, name] = ['room', 'signaling', 'name'].map((what) => asked.get(what) ?? '') as [string, string, string];

const doc = new Y.Doc();
const text = doc.getText('t');
let connected = () => 0;
window.yjs = {
  connected: () => connected(),
  apply: (update) => Y.applyUpdate(doc, bytes(update)),
  open: (update) => {
    const decoded = bytes(update);
    const begin = performance.now();
    const fresh = new Y.Doc();
    Y.applyUpdate(fresh, decoded);
    const units = fresh.getText('t').toString().length;
    return { ms: performance.now() - begin, units };
  },
};

if (room !== '') {
  const provider = new WebrtcProvider(room, doc, {
    signaling: [signaling],
    maxConns: 64,
    // Everybody is on this machine.
    peerOpts: { config: { iceServers: [] } },
  });
  connected = () => [...(provider.room?.webrtcConns.values() ?? [])].filter((one) => (one as { connected: boolean }).connected).length;
  provider.awareness.setLocalStateField('user', { name, color: '#1f8a70', colorLight: '#1f8a7033' });
  new EditorView({
    parent: document.body,
    state: EditorState.create({
      doc: text.toString(),
      extensions: [
        keymap.of([...yUndoManagerKeymap, ...searchKeymap, ...defaultKeymap]),
        search({ top: true }),
        drawSelection(),
        EditorView.lineWrapping,
        markdown({ base: markdownLanguage }),
        syntaxHighlighting(defaultHighlightStyle),
        yCollab(text, provider.awareness, { undoManager: new Y.UndoManager(text) }),
      ],
    }),
  }).focus();
}
