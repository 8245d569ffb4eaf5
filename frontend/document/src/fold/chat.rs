//! Chat: lines, their edits and deletions by their authors, reactions by anybody.

use crate::api::view::ChatLine;
use crate::base::ids::{Key, RecordId};
use crate::base::untrusted_text::{clean_line, clean_text};
use crate::fold::Stamp;
use crate::fold::timeline::Fold;
use crate::records::content::{Chat, Content, EMOJI_BYTES, TEXT_BYTES};
use litemap::LiteMap;
use std::collections::HashMap;
use std::sync::Arc;

/// Different reactions to one line at most: what a small screen shows beside it.
pub const REACTIONS: usize = 16;

/// The lines so far.
#[derive(Default)]
pub struct ChatFold {
    lines: Vec<Arc<ChatLine>>,
    places: HashMap<RecordId, usize>,
}

impl ChatFold {
    /// In their order.
    pub fn lines(&self) -> &[Arc<ChatLine>] {
        &self.lines
    }

    /// Whether there is such a line.
    pub fn place(&self, id: &RecordId) -> Option<usize> {
        self.places.get(id).copied()
    }

    fn line(&mut self, id: &RecordId) -> Option<&mut ChatLine> {
        self.places.get(id).map(|place| Arc::make_mut(&mut self.lines[*place]))
    }

    /// Invariant: nobody but its author edits or deletes a line.
    fn own(&mut self, id: &RecordId, author: Key) -> Option<&mut ChatLine> {
        self.line(id).filter(|line| line.author == author && !line.deleted)
    }
}

impl Fold for ChatFold {
    type Content = Chat;

    fn of(content: &Content) -> Option<&Chat> {
        if let Content::Chat(content) = content { Some(content) } else { None }
    }

    fn apply(&mut self, stamp: &Stamp<'_>, content: &Chat) {
        let author = stamp.author();
        match content {
            Chat::Say { text, reply_to } => {
                let text = clean_text(text, TEXT_BYTES);
                if text.trim().is_empty() {
                    return;
                }
                self.places.insert(stamp.id, self.lines.len());
                self.lines.push(Arc::new(ChatLine {
                    id: stamp.id,
                    author,
                    time_ms: stamp.at.time_ms,
                    text,
                    reply_to: reply_to.filter(|id| self.places.contains_key(id)),
                    edited: false,
                    deleted: false,
                    reactions: LiteMap::new(),
                }));
            }
            Chat::Edit { target, text } => {
                let text = clean_text(text, TEXT_BYTES);
                if let Some(line) = self.own(target, author).filter(|_| !text.trim().is_empty()) {
                    line.text = text;
                    line.edited = true;
                }
            }
            Chat::Delete { target } => {
                if let Some(line) = self.own(target, author) {
                    line.text.clear();
                    line.deleted = true;
                    line.reactions.clear();
                }
            }
            Chat::React { target, emoji, on } => self.react(target, clean_line(emoji, EMOJI_BYTES), *on, author),
        }
    }
}

impl ChatFold {
    fn react(&mut self, target: &RecordId, emoji: String, on: bool, author: Key) {
        let Some(line) = self.line(target).filter(|line| !line.deleted && !emoji.is_empty()) else { return };
        if !on {
            if let Some(people) = line.reactions.get_mut(&emoji) {
                people.retain(|key| *key != author);
                if people.is_empty() {
                    line.reactions.remove(&emoji);
                }
            }
        } else if line.reactions.contains_key(&emoji) || line.reactions.len() < REACTIONS {
            let people = line.reactions.entry(emoji).or_default();
            if !people.contains(&author) {
                people.push(author);
            }
        }
    }
}
