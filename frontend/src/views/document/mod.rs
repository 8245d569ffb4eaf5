//! What the room shows of its document: comes with the document chunk, and stands in the room's panel and over its tiles.

mod agenda;
mod author;
mod chat;
mod clock;
mod list;
mod looks;
mod markdown;
mod notes;
mod written;

use crate::views::room::panel::document::DocumentViews;
use crate::views::room::panel::tabs::{Panel, Tab};
use crate::views::ui::addressee::use_addressee;
use crate::views::ui::dom::{El, div, p};
use crate::words;
use leptos::prelude::*;
use plenum_document::api::view::News;
use plenum_engine::api::view::TileId;
use std::sync::Arc;

/// The views of one room, and what outlives a closed panel.
struct Views {
    panel: Panel,
    composer: chat::Composer,
    log: chat::Log,
    desk: agenda::Desk,
    notes: notes::Notes,
    unread: Memo<Option<u32>>,
    news: Memo<News>,
    drop_zone: Signal<bool>,
    list: list::SpeakingList,
}

/// Makes the views of one room.
pub fn views(panel: Panel) -> Arc<dyn DocumentViews> {
    let (composer, log) = (chat::Composer::new(), chat::Log::new());
    chat::share(composer);
    let addressee = use_addressee();
    Effect::new(move |_| {
        if let Some(tile) = addressee.take() {
            panel.open(Tab::Chat);
            composer.write_to(tile);
        }
    });
    Arc::new(Views {
        panel,
        composer,
        log,
        drop_zone: chat::takes_files(panel, composer),
        desk: agenda::Desk::new(),
        notes: notes::Notes::new(),
        unread: chat::unread(log),
        news: looks::news(panel),
        list: list::SpeakingList::new(panel),
    })
}

impl DocumentViews for Views {
    fn fill(&self, tab: Tab, panel: El, focused: bool) -> El {
        match tab {
            Tab::Chat => chat::fill(panel, self.log, self.composer, focused),
            Tab::Notes => notes::fill(panel, self.notes, focused),
            Tab::Agenda => agenda::fill(panel, self.desk),
            Tab::List => self.list.fill(panel),
            Tab::People => panel,
        }
    }

    fn overlay(&self) -> AnyView {
        let course = div("turns").part(agenda::item()).part(agenda::round()).child(agenda::round_told());
        let zone = self.drop_zone;
        let hint = move || zone.get().then(|| p("drop-hint", words::files_drop).done());
        let asks = div("overlay")
            .part(hint)
            .child(agenda::asks(self.panel, self.desk))
            .child(chat::preview(self.panel, self.log));
        (self.list.strip(course).done(), asks.done(), self.list.menu()).into_any()
    }

    fn unread(&self) -> Option<u32> {
        self.unread.get()
    }

    fn news(&self, tab: Tab) -> bool {
        match tab {
            Tab::Chat => self.unread.get().is_some(),
            Tab::Notes => self.news.get().notes,
            Tab::Agenda => self.news.get().agenda,
            // Whose turn it is stands over the tiles, and who is here on them.
            Tab::List | Tab::People => false,
        }
    }

    fn on_tile(&self, tile: Option<TileId>) -> AnyView {
        self.list.on_tile(tile)
    }

    fn hand(&self) -> bool {
        self.list.hand()
    }

    fn key(&self, key: &str) -> bool {
        self.list.key(key)
    }
}
