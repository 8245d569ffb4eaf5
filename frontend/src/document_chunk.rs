//! The document chunk: what runs the worker with the room document, and shows chat and notes. It is fetched once the meeting runs.
//!
//! It is cut as the room chunk is (`room_chunk.rs`), and the same holds: nothing but this file names what it hands out.

use crate::browser::base::chunk::Missing;
use crate::browser::page::style_sheet;
use crate::browser::workers::document::DocumentWorker;
use crate::browser::workers::document_loader::{FetchDocument, RunDocument};
use crate::event_sender::EventSender;
use crate::mirror::document::{DocumentDisplay, DocumentMirror, DocumentSignals};
use crate::views::document::views;
use crate::views::room::panel::document::{DocumentScreens, MakeViews};
use wasm_split_helpers::wasm_split;

/// The style sheets of the document's views.
const STYLE_SHEET: &str = include_str!(concat!(env!("OUT_DIR"), "/document.css"));

/// What the chunk brings.
struct Chunk {
    worker: fn(EventSender) -> RunDocument,
    display: fn() -> Box<dyn DocumentDisplay>,
    views: MakeViews,
    style_sheet: &'static str,
}

/// Fetches the chunk, and gives its views and its part of the mirror to those who show them.
pub fn loader(screens: DocumentScreens, mirror: DocumentMirror) -> FetchDocument {
    Box::new(move || {
        let (screens, mirror) = (screens.clone(), mirror.clone());
        Box::pin(async move {
            let chunk = *document().await?;
            mirror.install(chunk.display);
            if !screens.are_here() {
                style_sheet::adopt(chunk.style_sheet);
                screens.set(chunk.views);
            }
            Ok(chunk.worker)
        })
    })
}

#[wasm_split(document, fallible)]
fn document() -> Result<Box<Chunk>, Missing> {
    Ok(Box::new(Chunk {
        worker: |events| {
            let worker = DocumentWorker::new(events);
            Box::new(move |command| worker.carry_out(command))
        },
        display: DocumentSignals::display,
        views,
        style_sheet: STYLE_SHEET,
    }))
}
