//! One line of the chat: who wrote it and when, what it says, and what can be done with it.

use super::Lines;
use super::acts;
use super::composer::Composer;
use crate::browser::page::document;
use crate::driver::use_dispatch;
use crate::mirror::document::use_document;
use crate::views::document::author::author;
use crate::views::document::markdown;
use crate::views::ui::dom::{El, button, div, el, memo};
use crate::views::ui::language::{language, say};
use crate::views::ui::names::listed;
use crate::words;
use leptos::prelude::*;
use plenum_document::api::act::Act;
use plenum_document::api::view::ChatLine;
use plenum_document::base::ids::{Key, RecordId};
use plenum_document::records::content::Chat;
use plenum_engine::api::intent::DocumentIntent;
use plenum_engine::api::view::Language;
use std::sync::Arc;

/// Of a line that is answered so many characters are shown.
const QUOTED: usize = 90;

/// The row of a line.
pub fn line(id: RecordId, lines: Lines, composer: Composer) -> AnyView {
    let document = use_document();
    let us = RwSignal::from(document.us);
    let line = memo(move || lines.with(|lines| lines.get(&id).cloned()));
    // What is open stays so when somebody reacts meanwhile.
    let unfolded = acts::Unfolded::new();
    let row = move || {
        let line = line.get()?;
        let own = Some(line.author) == us.get();
        let by = div("by")
            .child(el("bdi").tell(author(line.author)))
            .child(el("time").tell(time(line.time_ms)))
            .maybe(line.edited.then(|| el("small").tell(say(words::chat_edited))));
        let article = el("article").set("class", if own { "line own" } else { "line" });
        if line.deleted {
            let deleted = el("p").set("class", "quiet").tell(say(words::chat_deleted));
            return Some(article.child(by).child(deleted).done());
        }
        let head = div("line-head").child(by).child(acts::bar(&line, own, unfolded, composer));
        let said = markdown::said(div("said"), &line.text);
        let answered = line.reply_to.map(|to| answered(to, lines));
        let article = article.child(head).maybe(answered).child(said).child(reactions(&line, us));
        Some(article.part(acts::more(&line, unfolded, composer)).done())
    };
    div("row").part(row).done()
}

/// A time of day, in the language that is spoken.
pub fn time(ms: u64) -> impl Fn() -> String + Send {
    let language = language();
    move || document::time_of_day(ms, language.get().tag())
}

/// The beginning of the line that this one answers.
fn answered(to: RecordId, lines: Lines) -> El {
    let language = language();
    // What is taken back is taken back here, too.
    let before = memo(move || lines.with(|lines| lines.get(&to).cloned()));
    let said = move || before.with(|before| before.as_ref().map_or(String::new(), |line| quoted(line, language.get())));
    let by = before.with_untracked(|before| before.as_ref().map(|line| line.author));
    el("blockquote")
        .set("class", "answered")
        .maybe(by.map(|by| el("bdi").set("class", "by").tell(author(by))))
        .child(el("span").set("dir", "auto").tell(said))
}

fn quoted(line: &ChatLine, language: Language) -> String {
    if line.deleted {
        return words::chat_deleted(language).to_string();
    }
    let mut letters = line.text.chars();
    let begins: String = letters.by_ref().take(QUOTED).collect();
    if letters.next().is_some() { [&begins, "…"].concat() } else { begins }
}

/// Who reacted with what: each is a button that shows how many, says who, and adds or takes back one's own.
fn reactions(line: &Arc<ChatLine>, us: RwSignal<Option<Key>>) -> El {
    let dispatch = use_dispatch();
    let target = line.id;
    line.reactions.iter().filter(|(_, who)| !who.is_empty()).fold(div("reactions"), |row, (emoji, who)| {
        let mine = us.get().is_some_and(|us| who.contains(&us));
        let (shown, count) = ([emoji, " ", &who.len().to_string()].concat(), emoji.clone());
        let (sign, names) = (emoji.clone(), who.iter().map(|key| author(*key)).collect::<Vec<_>>());
        let says = memo(move || [&sign, " ", &listed(names.iter().map(|name| name()))].concat());
        let toggle = move || {
            dispatch.send(DocumentIntent(Act::Chat(Chat::React { target, emoji: count.clone(), on: !mine })));
        };
        let pressed = if mine { "true" } else { "false" };
        let button = button("btn small").bind("aria-label", move || says.get()).bind("title", move || says.get());
        row.child(button.set("aria-pressed", pressed).press(toggle).tell(move || shown.clone()))
    })
}
