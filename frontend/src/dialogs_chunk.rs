//! The dialogs chunk: what settings, inviting and the list of connections hold, and what the start page has beside its way in. It is
//! fetched when the room chunk is here and nothing else is to be done, or when one of them is opened.
//!
//! It is cut as the room chunk is (`room_chunk.rs`), and the same holds: nothing but this file names what it hands out.

use crate::browser::base::chunk::Missing;
use crate::views::invite;
use crate::views::room::panel::connections;
use crate::views::settings::{sections, stored};
use crate::views::start::{host, protect};
use crate::views::ui::dialog_screens::{DialogScreens, Dialogs};
use wasm_bindgen_futures::spawn_local;
use wasm_split_helpers::wasm_split;

/// Fetches the chunk, and gives what it brings to those who show it.
pub fn fetch(screens: DialogScreens) {
    spawn_local(async move {
        let fetched = dialogs().await;
        if fetched.is_err() {
            log::warn!("the dialogs' code could not be fetched");
        }
        screens.came(fetched.ok().map(|dialogs| *dialogs));
    });
}

#[wasm_split(dialogs, fallible)]
fn dialogs() -> Result<Box<Dialogs>, Missing> {
    Ok(Box::new(Dialogs {
        settings: sections::sections,
        invite: invite::ways,
        connections: connections::body,
        protect: || protect::protect().done(),
        stored: || stored::folded().done(),
        host: || host::host().done(),
    }))
}
