//! One line of the chat: who wrote it and when, what it says, and what can be done with it.

use super::Lines;
use super::acts;
use super::composer::Composer;
use super::log::Log;
use crate::browser::page::document;
use crate::driver::use_dispatch;
use crate::mirror::document::use_document;
use crate::views::document::author::author;
use crate::views::document::markdown;
use crate::views::ui::dom::{El, button, div, el, memo};
use crate::views::ui::language::{language, say};
use crate::views::ui::names::{isolated, listed};
use crate::words;
use leptos::prelude::*;
use plenum_document::api::act::Act;
use plenum_document::api::view::{ChatLine, Reactions};
use plenum_document::base::ids::{Key, RecordId};
use plenum_document::records::content::Chat;
use plenum_engine::api::intent::DocumentIntent;
use plenum_engine::api::view::Language;
use std::sync::Arc;

/// Of a line that is answered so many characters are shown.
const QUOTED: usize = 90;

/// The row of a line.
pub fn line(id: RecordId, lines: Lines, log: Log, composer: Composer) -> AnyView {
    let document = use_document();
    let us = RwSignal::from(document.us);
    let line = memo(move || lines.with(|lines| lines.get(&id).cloned()));
    // Each part follows what it shows and nothing else: whatever is open or has the focus stays when somebody reacts meanwhile.
    let whose = memo(move || line.with(|line| line.as_ref().map(|line| (line.author, line.deleted))));
    let edited = memo(move || line.with(|line| line.as_ref().is_some_and(|line| line.edited)));
    let text = memo(move || line.with(|line| line.as_ref().map(|line| line.text.clone()).unwrap_or_default()));
    let reacted = memo(move || line.with(|line| line.as_ref().map(|line| line.reactions.clone()).unwrap_or_default()));
    let unfolded = acts::Unfolded::new(which(line));
    let row = move || {
        let (key, deleted) = whose.get()?;
        let line = line.get_untracked()?;
        let own = Some(key) == us.get();
        let by = div("by")
            .child(el("bdi").bind("title", author(key)).tell(author(key)))
            .child(time(line.time_ms, log))
            .part(move || edited.get().then(|| el("small").tell(say(words::chat_edited)).done()));
        let article = el("article").set("class", if own { "line own" } else { "line" });
        if deleted {
            let deleted = el("p").set("class", "quiet").tell(say(words::chat_deleted));
            return Some(article.child(by).child(deleted).done());
        }
        let head = div("line-head").child(by).child(acts::bar(id, own, unfolded, composer));
        let said = move || Some(text.with(|text| markdown::said(div("said"), text)).done());
        let answered = line.reply_to.map(|to| answered(to, lines));
        let article = article.child(head).maybe(answered).part(said).child(reactions(id, reacted, us));
        Some(article.part(acts::more(id, text, unfolded, composer)).done())
    };
    div("row").part(row).done()
}

/// Whose line it is, and of when: what its buttons are told apart by.
fn which(line: Memo<Option<Arc<ChatLine>>>) -> Memo<String> {
    let language = language();
    let Some((key, ms)) = line.with_untracked(|line| line.as_ref().map(|line| (line.author, line.time_ms))) else {
        return memo(String::new);
    };
    let by = author(key);
    memo(move || of(by(), ms, language.get()))
}

/// Whose it is, and of when.
pub fn of(who: String, ms: u64, language: Language) -> String {
    [&isolated(who), ", ", &document::time_and_day(ms, language.tag())].concat()
}

/// When it was, in the language that is spoken: the time of day, and the date if that is another one by now.
pub fn time(ms: u64, log: Log) -> El {
    let language = language();
    el("time")
        .bind("datetime", move || document::date_for_machines(ms))
        .bind("title", move || document::date_and_time(ms, language.get().tag()))
        .tell(move || {
            // Read, and not only tracked: a memo that nobody reads follows nothing.
            let _today = log.today.get();
            document::time_and_day(ms, language.get().tag())
        })
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
fn reactions(target: RecordId, reacted: Memo<Reactions>, us: RwSignal<Option<Key>>) -> El {
    let dispatch = use_dispatch();
    let emoji = memo(move || {
        let some = |reacted: &Reactions| {
            let used = reacted.iter().filter(|(_, who)| !who.is_empty());
            used.map(|(emoji, _)| emoji.clone()).collect::<Vec<_>>()
        };
        reacted.with(some)
    });
    let one = move |emoji: String| {
        let (named, told) = (emoji.clone(), emoji.clone());
        let who = memo(move || reacted.with(|reacted| reacted.get(&emoji).cloned().unwrap_or_default()));
        let mine = memo(move || us.get().is_some_and(|us| who.with(|who| who.contains(&us))));
        let says = memo(move || {
            let names: Vec<String> = who.get().into_iter().map(|key| author(key)()).collect();
            [&named, " ", &listed(names.into_iter())].concat()
        });
        let shown = told.clone();
        let toggle = move || {
            let on = !mine.get_untracked();
            dispatch.send(DocumentIntent(Act::Chat(Chat::React { target, emoji: told.clone(), on })));
        };
        button("btn small")
            .bind("aria-label", move || says.get())
            .bind("title", move || says.get())
            .bind("aria-pressed", move || mine.get().to_string())
            .press(toggle)
            .tell(move || [&shown, " ", &who.with(Vec::len).to_string()].concat())
            .done()
    };
    div("reactions").each(emoji, one)
}
