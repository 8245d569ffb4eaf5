//! The field to write into: a new line, an answer to one, another text for one's own, and files that go with it.

use super::Lines;
use super::recipient::{self, Recipient, present};
use super::staged;
use crate::browser::page::files;
use crate::browser::page::text_field;
use crate::driver::use_dispatch;
use crate::mirror::document::use_document;
use crate::mirror::{Mirror, use_mirror};
use crate::views::document::author::author;
use crate::views::ui::components;
use crate::views::ui::dom::{Anchor, El, button, div, el, memo};
use crate::views::ui::icons::{self, icon};
use crate::views::ui::language::say;
use crate::words;
use leptos::prelude::*;
use plenum_document::api::act::Act;
use plenum_document::base::ids::RecordId;
use plenum_document::records::content::{Chat, TEXT_BYTES};
use plenum_engine::api::intent::{DocumentIntent, FilesIntent, Intent, OfferedFile, PrivateIntent, Text};
use plenum_engine::api::view::TileId;

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
    /// Whom it goes to.
    pub to: RwSignal<Recipient>,
    /// Files that go with it.
    pub staged: RwSignal<Vec<OfferedFile>>,
    /// Emoji are there to choose from.
    choosing: RwSignal<bool>,
    field: Anchor,
}

impl Composer {
    /// Nothing yet.
    pub fn new() -> Composer {
        Composer {
            text: RwSignal::new(String::new()),
            draft: RwSignal::new(Draft::New),
            to: RwSignal::new(Recipient::Everybody),
            staged: RwSignal::new(Vec::new()),
            choosing: RwSignal::new(false),
            field: Anchor::new(),
        }
    }

    /// Something else begins; the text of before stays, unless there is another.
    pub fn begin(&self, draft: Draft, text: Option<String>) {
        self.draft.set(draft);
        // Whatever is answered or edited is there for all to read.
        if draft != Draft::New {
            self.to.set(Recipient::Everybody);
        }
        if let Some(text) = text {
            self.text.set(text);
        }
        self.focus();
    }

    /// The next line is for this one alone.
    pub fn write_to(&self, tile: TileId) {
        self.begin(Draft::New, None);
        self.to.set(Recipient::Only(tile));
    }

    /// What is being written for all to read; nothing of what is for one alone, or changes a line that stands there.
    pub fn for_all(&self) -> Option<String> {
        match (self.to.get(), self.draft.get()) {
            (Recipient::Everybody, Draft::New | Draft::Reply(_)) => Some(self.text.get()),
            (Recipient::Everybody | Recipient::Only(_), Draft::New | Draft::Reply(_) | Draft::Edit(_)) => None,
        }
    }

    fn focus(&self) {
        if let Some(field) = self.field.get_untracked() {
            let _ = field.focus();
        }
    }

    /// Something that was begun is put away; false if there is nothing.
    fn put_away(&self) -> bool {
        let chooses = self.choosing.get_untracked();
        let answers = self.draft.get_untracked() != Draft::New;
        if chooses {
            self.choosing.set(false);
            self.focus();
        } else if answers {
            self.stop();
        }
        chooses || answers
    }

    /// Puts text where the caret is.
    fn insert(&self, text: &str) {
        let Some(field) = self.field.get_untracked() else { return };
        if let Some(whole) = text_field::insert(&field, text) {
            self.text.set(whole);
        }
        self.focus();
    }

    fn stop(&self) {
        if matches!(self.draft.get_untracked(), Draft::Edit(_)) {
            self.text.set(String::new());
        }
        self.draft.set(Draft::New);
        self.focus();
    }

    /// Files join what is being written, and wait for it to be sent.
    pub fn stage(&self, files: Vec<OfferedFile>) {
        self.staged.update(|staged| staged.extend(files));
        self.focus();
    }

    /// What goes out; nothing while there is nothing, or while the one it is for is away.
    fn take(&self, mirror: &Mirror) -> Vec<Intent> {
        let text = self.text.get_untracked().trim().to_string();
        let to = match self.to.get_untracked() {
            Recipient::Everybody => Ok(None),
            Recipient::Only(tile) => present(mirror, tile).map(Some).ok_or(()),
        };
        let Ok(to) = to else { return Vec::new() };
        if text.len() > TEXT_BYTES {
            return Vec::new();
        }
        let mut out = Vec::new();
        let files = self.staged.get_untracked();
        // To whoever is still in the lobby files do not go; they wait.
        let go = match self.to.get_untracked() {
            Recipient::Everybody => true,
            Recipient::Only(tile) => recipient::inside(mirror, tile),
        };
        if go && !files.is_empty() {
            self.staged.set(Vec::new());
            out.push(FilesIntent::Offer { files, to }.into());
        }
        if text.is_empty() {
            return out;
        }
        self.text.set(String::new());
        self.choosing.set(false);
        let draft = self.draft.get_untracked();
        self.draft.set(Draft::New);
        let say = |chat| DocumentIntent(Act::Chat(chat)).into();
        out.push(match (draft, to) {
            (Draft::Edit(target), _) => say(Chat::Edit { target, text }),
            (Draft::Reply(line), _) => say(Chat::Say { text, reply_to: Some(line) }),
            (Draft::New, Some(to)) => PrivateIntent::Say { to, text: Text(text) }.into(),
            (Draft::New, None) => say(Chat::Say { text, reply_to: None }),
        });
        out
    }
}

/// The field and what stands around it; `above`: what others write. `sent` is called when something was.
pub fn composer(composer: Composer, lines: Lines, focused: bool, above: El, sent: impl Fn() + Copy + 'static) -> El {
    let dispatch = use_dispatch();
    let mirror = use_mirror();
    let send = move || {
        composer.take(&mirror).into_iter().for_each(|intent| dispatch.send(intent));
        sent();
    };
    let also = send.clone();
    let Composer { text, field, to, draft, choosing, .. } = composer;
    // What was begun to be chosen ends with a closed panel or another tab.
    choosing.set(false);
    if focused {
        field.on_load(|field| {
            let _ = field.focus();
        });
    }
    let message = el("textarea")
        .set("rows", "1")
        .set("data-kept", "")
        .set("dir", "auto")
        .set("enterkeyhint", "send")
        .label(words::chat_message)
        .bind("placeholder", say(words::chat_message))
        .anchor(field)
        .value(move || text.get())
        .input(move |typed| text.set(typed))
        .enter(also)
        // The letters are its own, and not the page's keys. What was begun ends before the panel does.
        .key(move |key| key != "Escape" || composer.put_away());
    let long = move || text.with(String::len) > TEXT_BYTES;
    let new = memo(move || draft.get() == Draft::New);
    let choice = move || new.get().then(|| div("whom").part(recipient::choice(to)).done());
    div("composer")
        .key(move |key| key == "Escape" && composer.put_away())
        .child(above)
        .part(about(composer, lines))
        .part(choice)
        .part(staged::list(composer.staged, move || composer.focus()))
        .part(move || choosing.get().then(|| emoji(composer).done()))
        .part(move || {
            long().then(|| el("p").set("class", "quiet").set("role", "status").tell(say(words::chat_long)).done())
        })
        .child(
            el("form")
                .submit(send)
                .child(
                    button("round")
                        .label(words::files_attach)
                        .bind("title", say(words::files_attach))
                        .press(move || files::choose(move |files| composer.stage(files)))
                        .child(icon(icons::CLIP)),
                )
                .child(message)
                .child(
                    button("round")
                        .label(words::chat_emoji)
                        .bind("aria-expanded", move || choosing.get().to_string())
                        .press(move || choosing.update(|open| *open = !*open))
                        .child(icon(icons::SMILE)),
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
        row.child(button("line-act").press(move || composer.insert(emoji)).text(emoji))
    })
}
