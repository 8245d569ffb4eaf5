//! Constructable style sheets (CSSOM): those that come with the program instead of with the page.

use web_sys::CssStyleSheet;

/// Adds a style sheet to the page, for good. Content security policies let a program's own sheets pass.
pub fn adopt(css: &str) {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    if let Ok(sheet) = CssStyleSheet::new()
        && sheet.replace_sync(css).is_ok()
    {
        document.adopted_style_sheets().push(&sheet);
    }
}
