//! The room chunk: what only a meeting needs, fetched while somebody is choosing a name.
//!
//! `split.sh` cuts the program where [`room`] begins: whatever can be reached through it alone goes into a file of its own.
//!
//! Invariant: nothing but this file names what it hands out. Whatever else did would pull it into the first chunk, and
//! `make bench` would say so.

use crate::browser::page::style_sheet;
use crate::browser::rtc::connections::Connections;
use crate::browser::rtc::mesh::{FetchRoom, Missing, RoomParts};
use crate::browser::workers::document::DocumentWorker;
use crate::mirror::document::{DocumentDisplay, DocumentMirror, DocumentSignals};
use crate::views::room::room as room_screen;
use crate::views::settings::menu::menu;
use crate::views::ui::room_screens::{RoomScreens, Screens};
use plenum_engine::meeting::contract::RoomChunk;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

/// The style sheets of the room; those of the lobby are `css/*.css`.
const STYLE_SHEET: &str = include_str!(concat!(env!("OUT_DIR"), "/room.css"));

/// What the chunk brings.
struct Chunk {
    parts: RoomParts,
    screens: Screens,
    display: fn() -> Box<dyn DocumentDisplay>,
    style_sheet: &'static str,
}

/// It could not be fetched.
struct NotFetched;

impl From<SplitLoaderError> for NotFetched {
    fn from(_: SplitLoaderError) -> NotFetched {
        NotFetched
    }
}

/// Fetches the chunk, and gives its screens and its part of the mirror to those who show them.
pub fn loader(screens: RoomScreens, document: DocumentMirror) -> FetchRoom {
    Box::new(move || {
        let (screens, document) = (screens.clone(), document.clone());
        Box::pin(async move {
            let chunk = *room().await.map_err(|NotFetched| Missing)?;
            let Chunk { parts, screens: fetched, display, style_sheet } = chunk;
            document.install(display);
            if !screens.are_here() {
                style_sheet::adopt(style_sheet);
                screens.set(fetched);
            }
            Ok(parts)
        })
    })
}

#[wasm_split(room, fallible)]
fn room() -> Result<Box<Chunk>, NotFetched> {
    Ok(Box::new(Chunk {
        parts: RoomParts {
            host: RoomChunk::here(),
            mesh: |events, local_tracks, sound| Box::new(Connections::new(events, local_tracks, sound)),
            document: |events| {
                let worker = DocumentWorker::new(events);
                Box::new(move |command| worker.carry_out(command))
            },
        },
        screens: Screens { room: room_screen, menu: || menu(None).done() },
        display: DocumentSignals::display,
        style_sheet: STYLE_SHEET,
    }))
}
