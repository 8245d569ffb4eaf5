//! The room chunk: what only a meeting needs, fetched while somebody is choosing a name.
//!
//! `split.sh` cuts the program where [`room`] begins: whatever can be reached through it alone goes into a file of its own.
//!
//! Invariant: nothing but this file names what it hands out. Whatever else did would pull it into the first chunk, and
//! `make bench` would say so.

use crate::browser::base::chunk::Missing;
use crate::browser::media::audio_context::SharedAudioContext;
use crate::browser::media::local_tracks::LocalTracks;
use crate::browser::page::embedder::{self, TellEmbedder};
use crate::browser::page::notification::{NOTIFICATIONS, Notifications};
use crate::browser::page::style_sheet;
use crate::browser::rtc::connections::Connections;
use crate::browser::rtc::mesh::{FetchRoom, Mesh, RoomParts};
use crate::browser::storage::kept_copies::{KeptCopies, RunStore};
use crate::browser::workers::document_loader::{DocumentLoader, FetchDocument, RunDocument};
use crate::browser::workers::passphrase::{self, AskPassphraseWorker};
use crate::event_sender::EventSender;
use crate::views::invite::dialog::dialog as invite;
use crate::views::invite::plan_b::card;
use crate::views::lobby::locked;
use crate::views::rescue;
use crate::views::room::door::door;
use crate::views::room::room as room_screen;
use crate::views::settings::dialog::settings;
use crate::views::shell::left::left;
use crate::views::ui::room_screens::{RoomScreens, Screens};
use leptos::prelude::*;
use plenum_engine::meeting::contract::RoomChunk;
use std::rc::Rc;
use wasm_split_helpers::wasm_split;

/// The style sheets of the room; those of the lobby are `css/*.css`.
const STYLE_SHEET: &str = include_str!(concat!(env!("OUT_DIR"), "/room.css"));

/// What the chunk brings.
struct Chunk {
    host: RoomChunk,
    mesh: fn(EventSender, Rc<LocalTracks>, Rc<SharedAudioContext>) -> Box<dyn Mesh>,
    document: fn(EventSender, Rc<FetchDocument>) -> RunDocument,
    store: fn(EventSender) -> RunStore,
    notifications: Notifications,
    passphrase: AskPassphraseWorker,
    embedder: fn(EventSender) -> TellEmbedder,
    screens: Screens,
    style_sheet: &'static str,
}

/// Fetches the chunk, and gives its screens to those who show them. `fetch_document`: fetches the document chunk.
pub fn loader(screens: RoomScreens, fetch_document: FetchDocument) -> FetchRoom {
    let fetch_document = Rc::new(fetch_document);
    Box::new(move || {
        let (screens, fetch_document) = (screens.clone(), fetch_document.clone());
        Box::pin(async move {
            let chunk = *room().await?;
            let Chunk { host, mesh, document, store, notifications, passphrase, embedder, .. } = chunk;
            let Chunk { screens: fetched, style_sheet, .. } = chunk;
            if !screens.are_here() {
                style_sheet::adopt(style_sheet);
                screens.set(fetched);
            }
            let document = Box::new(move |events| document(events, fetch_document));
            Ok(RoomParts { host, mesh, store, notifications, passphrase, embedder, document })
        })
    })
}

#[wasm_split(room, fallible)]
fn room() -> Result<Box<Chunk>, Missing> {
    Ok(Box::new(Chunk {
        host: RoomChunk::here(),
        mesh: |events, local_tracks, sound| Box::new(Connections::new(events, local_tracks, sound)),
        document: |events, fetch| {
            let loader = DocumentLoader::new(events, fetch);
            Box::new(move |command| loader.carry_out(command))
        },
        store: |events| {
            let copies = KeptCopies::new(events);
            Box::new(move |op, command| copies.carry_out(op, command))
        },
        notifications: NOTIFICATIONS,
        passphrase: passphrase::ask,
        embedder: embedder::listen,
        screens: Screens {
            room: room_screen,
            dialogs: || vec![settings().done(), invite().done(), rescue::dialog().done()].into_any(),
            door,
            plan_b: card,
            help: rescue::help,
            left,
            locked: locked::locked,
            protected: || locked::protected().done(),
        },
        style_sheet: STYLE_SHEET,
    }))
}
