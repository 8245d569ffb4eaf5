//! The field to write into: a new line, an answer to one, or another text for one's own.

use super::Lines;
use crate::driver::use_dispatch;
use crate::mirror::document::use_document;
use crate::views::document::author::author;
use crate::views::ui::components;
use crate::views::ui::dom::{Anchor, El, button, div, el};
use crate::views::ui::icons::{self, icon};
use crate::views::ui::language::say;
use crate::words;
use leptos::prelude::*;
use plenum_document::api::act::Act;
use plenum_document::base::ids::RecordId;
use plenum_document::records::content::{Chat, TEXT_BYTES};
use plenum_engine::api::intent::DocumentIntent;

/// Emoji to choose from, besides those of one's keyboard.
const EMOJI: [&str; 16] =
    ["👍", "👎", "👏", "🙏", "👋", "💪", "❤️", "😄", "😅", "🤔", "😢", "😮", "🎉", "✅", "❌", "☕"];

/// What the next line will be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Draft {
    /// A new one.
    New,
    /// An answer to this one.
    Reply(RecordId),
    /// Another text for this one.
    Edit(RecordId),
}

/// What is being written. It outlives the panel: whoever closes it finds their words again.
#[derive(Clone, Copy)]
pub struct Composer {
    text: RwSignal<String>,
    draft: RwSignal<Draft>,
    field: Anchor,
}

impl Composer {
    /// Nothing yet.
    pub fn new() -> Composer {
        Composer { text: RwSignal::new(String::new()), draft: RwSignal::new(Draft::New), field: Anchor::new() }
    }

    /// Something else begins; the text of before stays, unless there is another.
    pub fn begin(&self, draft: Draft, text: Option<String>) {
        self.draft.set(draft);
        if let Some(text) = text {
            self.text.set(text);
        }
        self.focus();
    }

    fn focus(&self) {
        if let Some(field) = self.field.get_untracked() {
            let _ = field.focus();
        }
    }

    fn stop(&self) {
        if matches!(self.draft.get_untracked(), Draft::Edit(_)) {
            self.text.set(String::new());
        }
        self.draft.set(Draft::New);
        self.focus();
    }

    /// The line as it goes out; nothing while there is none.
    fn take(&self) -> Option<Act> {
        let text = self.text.get_untracked().trim().to_string();
        if text.is_empty() || text.len() > TEXT_BYTES {
            return None;
        }
        self.text.set(String::new());
        let draft = self.draft.get_untracked();
        self.draft.set(Draft::New);
        Some(Act::Chat(match draft {
            Draft::New => Chat::Say { text, reply_to: None },
            Draft::Reply(to) => Chat::Say { text, reply_to: Some(to) },
            Draft::Edit(target) => Chat::Edit { target, text },
        }))
    }
}

/// The field and what stands around it.
pub fn composer(composer: Composer, lines: Lines, focused: bool) -> El {
    let dispatch = use_dispatch();
    let send = move || {
        if let Some(act) = composer.take() {
            dispatch.send(DocumentIntent(act));
        }
    };
    let Composer { text, field, .. } = composer;
    let choosing = RwSignal::new(false);
    if focused {
        field.on_load(|field| {
            let _ = field.focus();
        });
    }
    let message = el("textarea")
        .set("rows", "1")
        .set("dir", "auto")
        .set("enterkeyhint", "send")
        .label(words::chat_message)
        .bind("placeholder", say(words::chat_message))
        .anchor(field)
        .value(move || text.get())
        .input(move |typed| text.set(typed))
        .enter(send)
        // The letters are its own, and not the page's keys.
        .key(|key| key != "Escape");
    let long = move || text.with(String::len) > TEXT_BYTES;
    div("composer")
        .part(about(composer, lines))
        .part(move || choosing.get().then(|| emoji(composer).done()))
        .part(move || {
            long().then(|| el("p").set("class", "quiet").set("role", "status").tell(say(words::chat_long)).done())
        })
        .child(
            el("form")
                .submit(send)
                .child(message)
                .child(
                    button("round")
                        .label(words::chat_emoji)
                        .bind("aria-expanded", move || choosing.get().to_string())
                        .press(move || choosing.update(|open| *open = !*open))
                        .text("🙂"),
                )
                .child(el("button").set("class", "round go").label(words::chat_send).child(icon(icons::SEND))),
        )
}

/// What is being answered or edited, and the way out of it.
fn about(composer: Composer, lines: Lines) -> impl Fn() -> Option<AnyView> + Send {
    let us = RwSignal::from(use_document().us);
    move || {
        let (target, word) = match composer.draft.get() {
            Draft::New => return None,
            Draft::Reply(target) => (target, words::chat_replying as words::Word),
            Draft::Edit(target) => (target, words::chat_editing as words::Word),
        };
        let line = lines.with(|lines| lines.get(&target).cloned())?;
        let whose = (Some(line.author) != us.get()).then(|| el("bdi").set("class", "by").tell(author(line.author)));
        let stop = components::cross().press(move || composer.stop());
        Some(div("about").child(el("span").tell(say(word))).maybe(whose).child(stop).done())
    }
}

fn emoji(composer: Composer) -> El {
    EMOJI.into_iter().fold(div("emoji").set("role", "group").label(words::chat_emoji), |row, emoji| {
        let add = move || {
            composer.text.update(|text| text.push_str(emoji));
            composer.focus();
        };
        row.child(button("line-act").press(add).text(emoji))
    })
}
