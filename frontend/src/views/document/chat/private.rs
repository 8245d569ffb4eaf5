//! A private message in the log: from whom or to whom, what it says, and whether it has arrived.

use super::acts;
use super::composer::{Composer, Draft};
use super::log::{Log, Own};
use super::recipient::{Recipient, present};
use crate::driver::use_dispatch;
use crate::mirror::use_mirror;
use crate::views::document::markdown;
use crate::views::ui::dom::{button, div, el, memo};
use crate::views::ui::icons::{self, icon};
use crate::views::ui::language::{language, say};
use crate::views::ui::names::{called, in_sentence};
use crate::words;
use leptos::prelude::*;
use plenum_engine::api::intent::PrivateIntent;
use plenum_engine::api::view::{PrivateId, PrivateState};

/// The row of one.
pub fn row(id: PrivateId, log: Log, composer: Composer) -> AnyView {
    let (mirror, dispatch, language) = (use_mirror(), use_dispatch(), language());
    let private = RwSignal::from(mirror.private());
    let line = memo(move || private.with(|lines| lines.iter().find(|line| line.id == id).cloned()));
    let shown = move || {
        let line = line.get()?;
        let own = line.state != PrivateState::Theirs;
        let (who, came_ms) = (line.who.clone(), log.came_ms(Own::Private(id)));
        let which = {
            let who = who.clone();
            memo(move || super::line::of(called(&who, language.get()), came_ms, language.get()))
        };
        let head = move || {
            let name = in_sentence(&who, language.get());
            if own {
                words::chat_private_to(language.get(), &name)
            } else {
                words::chat_private_from(language.get(), &name)
            }
        };
        let head =
            div("by").child(icon(icons::LOCK)).child(el("bdi").tell(head)).child(super::line::time(came_ms, log));
        let state = match line.state {
            PrivateState::Theirs | PrivateState::Received => None,
            PrivateState::Sent => Some(el("small").tell(say(words::chat_private_sent))),
            PrivateState::Lost => {
                let again = button("btn small").press(move || dispatch.send(PrivateIntent::Retry(id)));
                let lost = el("small").set("role", "status").tell(say(words::chat_private_lost));
                let word = say(words::chat_private_again);
                Some(div("lost").child(lost).child(again.about(word, which).tell(word)))
            }
        };
        let tile = {
            let mirror = mirror.clone();
            move || {
                let tiles = mirror.tiles.get_untracked();
                tiles.iter().copied().find(|tile| present(&mirror, *tile) == Some(line.peer))
            }
        };
        let reply = move || {
            if let Some(tile) = tile() {
                composer.begin(Draft::New, None);
                composer.to.set(Recipient::Only(tile));
            }
        };
        let reply = acts::small(words::chat_private_reply, icons::REPLY, which).press(reply);
        let article = el("article")
            .set("class", if own { "line own private" } else { "line private" })
            .child(div("line-head").child(head).child(div("line-bar").child(reply)))
            .child(markdown::said(div("said"), &line.text))
            .maybe(state);
        Some(article.done())
    };
    div("row").part(shown).done()
}
