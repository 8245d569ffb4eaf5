// Brings style sheets into the page as constructed ones, which `style-src 'self'` allows: CodeMirror would write a `<style>`.
import look from 'plenum-look';
import { StyleModule } from 'style-mod';

const adopted = new Set<unknown>();

function adopt(key: unknown, css: string): void {
  if (adopted.has(key)) return;
  adopted.add(key);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets.push(sheet);
}

/**
 * Must be called before the first editor is made. CodeMirror's own rules go into the page's layer `base`, so that the
 * layers above it overrule them whatever their selectors. The look follows: it names `cm-editor`, `cm-focused`,
 * `cm-scroller`, `cm-content`, `cm-line`, `cm-placeholder`, `cm-panels`, `cm-panels-top`, `cm-search`, `cm-textfield`,
 * `cm-button`, `cm-dialog-close`, `cm-searchMatch` and `cm-searchMatch-selected`, which are CodeMirror's classes.
 */
export function adoptStyles(): void {
  StyleModule.mount = (_root, modules) => {
    for (const module of Array.isArray(modules) ? modules : [modules]) adopt(module, `@layer base{${module.getRules()}}`);
  };
  adopt(look, look);
}
