//! What can be done with a line of the chat: a few small buttons at its top right, and the rest of it one press away, below.
//!
//! Both have a place of their own in the line, so that they never stand over what is written.

use super::composer::{Composer, Draft};
use crate::driver::use_dispatch;
use crate::views::ui::components::press_twice_in_row;
use crate::views::ui::dom::{Anchor, El, button, div};
use crate::views::ui::icons::{self, icon};
use crate::views::ui::language::{language, say};
use crate::views::ui::names::about;
use crate::words::{self, Word};
use leptos::prelude::*;
use plenum_document::api::act::Act;
use plenum_document::base::ids::RecordId;
use plenum_document::records::content::Chat;
use plenum_engine::api::intent::DocumentIntent;

/// Reactions to choose from.
const REACTIONS: [&str; 5] = ["👍", "❤️", "😄", "🎉", "🤔"];

/// What is open below a line.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Open {
    /// Reactions to choose from.
    Reactions,
    /// What its author can do.
    Own,
}

/// What is open, and the buttons that open it.
#[derive(Clone, Copy)]
pub struct Unfolded {
    /// Whose line it is, and of when.
    which: Memo<String>,
    open: RwSignal<Option<Open>>,
    react: Anchor,
    more: Anchor,
}

impl Unfolded {
    /// Nothing is open.
    pub fn new(which: Memo<String>) -> Unfolded {
        Unfolded { which, open: RwSignal::new(None), react: Anchor::new(), more: Anchor::new() }
    }

    fn opener(&self, open: Open) -> Anchor {
        match open {
            Open::Reactions => self.react,
            Open::Own => self.more,
        }
    }

    /// Closes it; the focus, which would be lost with it, goes back to the button that opened it.
    fn close(&self) {
        let open = self.open.get_untracked();
        if let Some(button) = open.and_then(|open| self.opener(open).get_untracked()) {
            let _ = button.focus();
        }
        self.open.set(None);
    }
}

/// The buttons of a line.
pub fn bar(target: RecordId, own: bool, unfolded: Unfolded, composer: Composer) -> El {
    let reply = small(words::chat_reply, icons::REPLY, unfolded.which)
        .press(move || composer.begin(Draft::Reply(target), None));
    let react = opens(words::chat_react, icons::SMILE, Open::Reactions, unfolded);
    let more = own.then(|| opens(words::chat_more, icons::MORE, Open::Own, unfolded));
    div("line-bar").child(react).child(reply).maybe(more)
}

/// A small button without words; its name says what it does with which line.
pub fn small(word: Word, path: &'static str, which: Memo<String>) -> El {
    button("line-act").about(say(word), which).child(icon(path))
}

fn opens(word: Word, path: &'static str, what: Open, unfolded: Unfolded) -> El {
    let open = unfolded.open;
    let press = move || open.update(|open| *open = Some(what).filter(|_| *open != Some(what)));
    small(word, path, unfolded.which)
        .anchor(unfolded.opener(what))
        .press(press)
        .bind("aria-expanded", move || (open.get() == Some(what)).to_string())
}

/// What is open below a line.
pub fn more(
    target: RecordId,
    text: Memo<String>,
    unfolded: Unfolded,
    composer: Composer,
) -> impl Fn() -> Option<AnyView> + Send + use<> {
    let (language, which) = (language(), unfolded.which);
    let label =
        move |group: El, word: Word| group.bind("aria-label", move || about(word(language.get()), &which.read()));
    move || {
        let group = div("line-more").set("role", "group").key(move |key| {
            let closes = key == "Escape";
            if closes {
                unfolded.close();
            }
            closes
        });
        Some(match unfolded.open.get()? {
            Open::Reactions => reactions(label(group, words::chat_react), target, unfolded).done(),
            Open::Own => {
                let edit = move || {
                    unfolded.close();
                    composer.begin(Draft::Edit(target), Some(text.get_untracked()));
                };
                let word = say(words::chat_edit);
                let edit = button("line-act").press(edit).about(word, which).tell(word);
                label(group, words::chat_more).child(edit).child(delete(target, which)).done()
            }
        })
    }
}

fn reactions(group: El, target: RecordId, unfolded: Unfolded) -> El {
    let dispatch = use_dispatch();
    REACTIONS.into_iter().fold(group, |row, emoji| {
        let react = move || {
            unfolded.close();
            dispatch.send(DocumentIntent(Act::Chat(Chat::React { target, emoji: emoji.to_string(), on: true })));
        };
        row.child(button("line-act").press(react).text(emoji))
    })
}

/// Taking a line back is for good, and for everybody.
fn delete(target: RecordId, which: Memo<String>) -> El {
    let dispatch = use_dispatch();
    press_twice_in_row("line-act", [words::chat_delete, words::chat_delete_really], which, move || {
        dispatch.send(DocumentIntent(Act::Chat(Chat::Delete { target })));
    })
}
