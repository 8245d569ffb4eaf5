// Text that survives a translation by the browser. Translators put `<font>` in the place of a text node; what the app
// writes into that node afterwards would be seen by nobody. So the node comes back when its text changes, and the
// translator translates it anew.
"use strict";
(() => {
  /** What stands in the place of a text node. */
  const instead = new WeakMap();
  const written = new MutationObserver((changes) => {
    for (const { target } of changes) {
      const font = instead.get(target);
      instead.delete(target);
      if (font?.isConnected && !target.isConnected) font.replaceWith(target);
    }
  });
  const font = (nodes) => [...nodes].find((node) => node.nodeName === "FONT");
  const replaced = new MutationObserver((changes) => {
    changes.forEach(({ removedNodes, addedNodes, target }, index) => {
      for (const text of removedNodes) {
        if (text.nodeType !== Node.TEXT_NODE || text.isConnected) continue;
        // Put there in the same step, or in the one before or after.
        const near = [changes[index - 1], changes[index + 1]].filter((change) => change?.target === target);
        const found = font(addedNodes) ?? near.map((change) => font(change.addedNodes)).find(Boolean);
        if (!found) continue;
        instead.set(text, found);
        written.observe(text, { characterData: true });
      }
    });
  });
  replaced.observe(document.documentElement, { childList: true, subtree: true });
})();
