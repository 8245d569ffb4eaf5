//! `<dialog>`: opened and closed without a throw.

use web_sys::HtmlDialogElement;

/// Opens it as a modal; one that is open stays as it is.
pub fn open(dialog: &HtmlDialogElement) {
    if !dialog.open() {
        let _ = dialog.show_modal();
    }
}

/// Closes it.
pub fn close(dialog: &HtmlDialogElement) {
    dialog.close();
}
