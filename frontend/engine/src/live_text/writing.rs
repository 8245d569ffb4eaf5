//! What we write: which of it is said to the others, and when.
//!
//! A line that goes on is said anew as a whole, three times a second at most; that it is done is said at once. So one that is
//! lost or comes late costs nothing (RFC 4103 repeats what was said before for the same reason).

use crate::api::values::TextChannel;
use crate::base::time::{Time, soonest};
use crate::base::token_bucket::Bucket;
use crate::messaging::bounds::LIVE_TEXT_BYTES;
use crate::messaging::message::LiveTextMessage;
use crate::messaging::peer_budget::LIVE_TEXT;
use plenum_document::base::untrusted_text::clean_text;
use std::collections::VecDeque;

/// A line that goes on is said so often at most, milliseconds.
pub const AGAIN_MS: u64 = 350;
/// A caption that nobody has written on for so long is done, milliseconds.
pub const PAUSE_MS: u64 = 5_000;
/// A caption of so many characters is done at its next space: two or three lines in large letters.
pub const LINE_CHARACTERS: usize = 100;
/// One of so many is done, space or not.
const MOST_CHARACTERS: usize = 160;
/// Captions that wait to be said at most; of more the oldest go.
const MOST_DUE: usize = 20;

/// What we write, in both channels.
pub struct Writing {
    drafts: [Draft; 2],
    due: VecDeque<LiveTextMessage>,
    /// What is beyond the budget that others have for us they would not see.
    budget: Bucket,
    /// Captions that were done so far.
    pub ended: u32,
}

/// The line that is being written in one channel.
#[derive(Default)]
struct Draft {
    line: u32,
    revision: u32,
    text: String,
    /// What the others know of it.
    said: String,
    said_at: Option<Time>,
    changed: Time,
}

impl Draft {
    fn message(&mut self, channel: TextChannel, text: String, done: bool) -> LiveTextMessage {
        self.revision = self.revision.saturating_add(1);
        let line = self.line;
        if done {
            self.line = self.line.saturating_add(1);
            self.text.clear();
            self.said.clear();
        }
        LiveTextMessage::Line { channel, line, revision: self.revision, text, done }
    }

    /// When it is said again; nothing if the others know it.
    fn again(&self) -> Option<Time> {
        let next = self.said_at.map_or(self.changed, |at| at + AGAIN_MS);
        (self.text != self.said).then_some(next)
    }
}

impl Default for Writing {
    fn default() -> Writing {
        Writing { drafts: Default::default(), due: VecDeque::new(), budget: Bucket::new(LIVE_TEXT), ended: 0 }
    }
}

impl Writing {
    /// So far it has come.
    pub fn write(&mut self, channel: TextChannel, text: &str, now: Time) {
        let (TextChannel::Captions | TextChannel::Chat) = channel else { return };
        if channel == TextChannel::Captions && is_full(text) {
            for line in lines(text) {
                self.end_with(channel, line);
            }
            return;
        }
        let draft = &mut self.drafts[channel as usize];
        draft.changed = now;
        draft.text = end_of(text);
        // What was taken back, or sent as a message, is not to be seen for a moment longer.
        if draft.text.is_empty() && !draft.said.is_empty() {
            let message = draft.message(channel, String::new(), true);
            self.push(message);
        }
    }

    /// The line is done.
    pub fn end(&mut self, channel: TextChannel) {
        let (TextChannel::Captions | TextChannel::Chat) = channel else { return };
        let text = self.drafts[channel as usize].text.trim_end().to_owned();
        if !text.is_empty() {
            self.end_with(channel, text);
        }
    }

    fn end_with(&mut self, channel: TextChannel, text: String) {
        // A message of the chat is in the document as soon as it is done.
        let text = if channel == TextChannel::Captions { text } else { String::new() };
        let message = self.drafts[channel as usize].message(channel, text, true);
        self.push(message);
        if channel == TextChannel::Captions {
            self.ended = self.ended.wrapping_add(1);
        }
    }

    fn push(&mut self, message: LiveTextMessage) {
        if self.due.len() == MOST_DUE {
            self.due.pop_front();
        }
        self.due.push_back(message);
    }

    /// What is to be said now.
    pub fn due(&mut self, now: Time) -> Vec<LiveTextMessage> {
        if self.paused_at().is_some_and(|at| at <= now) {
            self.end(TextChannel::Captions);
        }
        let mut out = Vec::new();
        while !self.due.is_empty() && self.budget.take(now) {
            out.extend(self.due.pop_front());
        }
        for channel in [TextChannel::Captions, TextChannel::Chat] {
            let draft = &mut self.drafts[channel as usize];
            if self.due.is_empty() && draft.again().is_some_and(|at| at <= now) && self.budget.take(now) {
                draft.said.clone_from(&draft.text);
                draft.said_at = Some(now);
                out.push(draft.message(channel, draft.text.clone(), false));
            }
        }
        out
    }

    /// When there is something to be said at the latest.
    pub fn deadline(&self, now: Time) -> Option<Time> {
        let again = self.drafts.iter().fold(None, |soon, draft| soonest(soon, draft.again()));
        let waits = soonest(again, (!self.due.is_empty()).then_some(now));
        soonest(waits.map(|at| at.max(self.budget.next(now))), self.paused_at())
    }

    /// When the caption that is being written is done by itself.
    fn paused_at(&self) -> Option<Time> {
        let draft = &self.drafts[TextChannel::Captions as usize];
        (!draft.text.trim_end().is_empty()).then_some(draft.changed + PAUSE_MS)
    }
}

/// A caption of this length is done.
fn is_full(text: &str) -> bool {
    let characters = text.chars().count();
    characters >= MOST_CHARACTERS || characters >= LINE_CHARACTERS && text.ends_with(char::is_whitespace)
}

/// Cuts what is longer than one caption at its spaces.
fn lines(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let mut rest = word;
        while let Some(line) = lines.last_mut().filter(|_| !rest.is_empty()) {
            let room = LINE_CHARACTERS.saturating_sub(line.chars().count() + usize::from(!line.is_empty()));
            let cut = rest.char_indices().nth(room).map_or(rest.len(), |(at, _)| at);
            if cut < rest.len() && !line.is_empty() {
                lines.push(String::new());
                continue;
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(&rest[..cut]);
            rest = &rest[cut..];
        }
    }
    lines.retain(|line| !line.is_empty());
    lines.into_iter().map(|line| clean_text(&line, LIVE_TEXT_BYTES)).collect()
}

/// The end of a text, as much of it as others take.
fn end_of(text: &str) -> String {
    let mut from = text.len().saturating_sub(LIVE_TEXT_BYTES);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    clean_text(&text[from..], LIVE_TEXT_BYTES)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use TextChannel::{Captions, Chat};

    fn said(messages: &[LiveTextMessage]) -> Vec<(u32, &str, bool)> {
        let of = |message| match message {
            &LiveTextMessage::Line { line, ref text, done, .. } => (line, text.as_str(), done),
            LiveTextMessage::Unknown => panic!("nobody says that"),
        };
        messages.iter().map(of).collect()
    }

    #[test]
    fn a_line_is_said_three_times_a_second_at_most_and_its_end_at_once() {
        let mut writing = Writing::default();
        let mut messages = Vec::new();
        for (at, text) in (0..2_000).step_by(20).zip(1..) {
            writing.write(Captions, &"x".repeat(text), Time(at));
            messages.extend(writing.due(Time(at)));
        }
        assert_eq!(messages.len(), 6, "at 0, 360, 720, 1080, 1440 and 1800");
        assert_eq!(said(&messages)[..2], [(0, "x", false), (0, &*"x".repeat(19), false)]);
        assert_eq!(writing.deadline(Time(1_980)), Some(Time(2_150)));
        writing.end(Captions);
        assert_eq!(said(&writing.due(Time(1_981))), [(0, &*"x".repeat(100), true)]);
        assert_eq!((writing.due(Time(9_000)), writing.deadline(Time(9_000)), writing.ended), (vec![], None, 1));
        writing.write(Captions, "next", Time(9_000));
        assert_eq!(said(&writing.due(Time(9_000))), [(1, "next", false)]);
    }

    #[test]
    fn revisions_go_up_over_all_lines_of_a_channel() {
        let mut writing = Writing::default();
        let mut revisions = Vec::new();
        for (at, text) in [(0, "a"), (400, "ab"), (800, ""), (1_200, "c")] {
            writing.write(Chat, text, Time(at));
            revisions.extend(writing.due(Time(at)).into_iter().map(|message| match message {
                LiveTextMessage::Line { revision, line, .. } => (revision, line),
                LiveTextMessage::Unknown => panic!("nobody says that"),
            }));
        }
        assert_eq!(revisions, [(1, 0), (2, 0), (3, 0), (4, 1)]);
    }

    #[test]
    fn a_caption_is_done_after_a_pause_and_a_line_of_the_chat_is_not() {
        let mut writing = Writing::default();
        writing.write(Captions, "and then ", Time(0));
        writing.write(Chat, "I think", Time(0));
        assert_eq!(writing.due(Time(0)).len(), 2);
        assert_eq!((writing.due(Time(PAUSE_MS - 1)), writing.deadline(Time(10))), (vec![], Some(Time(PAUSE_MS))));
        assert_eq!(said(&writing.due(Time(PAUSE_MS))), [(0, "and then", true)]);
        assert_eq!((writing.due(Time(600_000)), writing.deadline(Time(600_000))), (vec![], None));
        // Spaces alone are no caption that could be done.
        writing.write(Captions, "  ", Time(700_000));
        writing.due(Time(700_000));
        assert_eq!((writing.deadline(Time(700_000)), writing.ended), (None, 1));
    }

    #[test]
    fn a_message_that_was_sent_or_taken_back_is_taken_away_at_once() {
        let mut writing = Writing::default();
        writing.write(Chat, "", Time(0));
        assert_eq!(writing.due(Time(0)), [], "there was nothing");
        writing.write(Chat, "Hello", Time(1));
        writing.due(Time(1));
        writing.write(Chat, "", Time(2));
        assert_eq!(said(&writing.due(Time(2))), [(0, "", true)]);
        // Of what was never said nothing has to be taken away.
        writing.write(Chat, "a", Time(3));
        writing.write(Chat, "", Time(4));
        assert_eq!((writing.due(Time(400)), writing.ended), (vec![], 0));
    }

    #[test]
    fn a_long_caption_is_done_at_a_space_and_what_was_pasted_becomes_several() {
        let mut writing = Writing::default();
        let words = "word ".repeat(20);
        writing.write(Captions, words.trim_end(), Time(0));
        assert_eq!(said(&writing.due(Time(0))), [(0, words.trim_end(), false)]);
        writing.write(Captions, &words, Time(1));
        assert_eq!(said(&writing.due(Time(1))), [(0, words.trim_end(), true)]);
        let pasted = ["x".repeat(250), "word ".repeat(30)].join(" ");
        writing.write(Captions, &pasted, Time(2));
        let messages = writing.due(Time(2));
        let said = said(&messages);
        assert!(said.iter().all(|(_, text, done)| text.chars().count() <= LINE_CHARACTERS && *done));
        assert_eq!(said.iter().map(|(line, ..)| *line).collect::<Vec<_>>(), [1, 2, 3, 4]);
        let whole: String = said.iter().flat_map(|(_, text, _)| text.chars()).filter(|c| *c != ' ').collect();
        assert_eq!(whole, pasted.replace(' ', ""), "nothing of it is lost");
        writing.write(Captions, &"y".repeat(MOST_CHARACTERS), Time(3));
        assert_eq!(writing.ended, 7, "what has no spaces is done as well");
    }

    #[test]
    fn of_a_long_message_the_end_is_shown() {
        let mut writing = Writing::default();
        writing.write(Chat, &["ü".repeat(4_000), "end".to_owned()].concat(), Time(0));
        let LiveTextMessage::Line { text, .. } = writing.due(Time(0)).remove(0) else { panic!("it was said") };
        assert!(text.ends_with("üend") && (LIVE_TEXT_BYTES - 1..=LIVE_TEXT_BYTES).contains(&text.len()));
    }

    #[test]
    fn whoever_ends_lines_without_pause_keeps_the_budget_and_loses_the_oldest() {
        let mut writing = Writing::default();
        let mut messages = Vec::new();
        for number in 0..100_u32 {
            writing.write(Captions, &number.to_string(), Time(0));
            writing.end(Captions);
            messages.extend(writing.due(Time(0)));
        }
        assert_eq!(messages.len(), LIVE_TEXT.burst as usize);
        let next = writing.deadline(Time(0)).unwrap();
        assert!(writing.due(Time(next.0 - 1)).is_empty());
        assert_eq!(said(&writing.due(next)), [(80, "80", true)], "of those that waited the newest twenty are left");
        // A line that goes on waits behind those that are done, and is said in its turn.
        writing.write(Captions, "now", next);
        assert_eq!(writing.due(next), []);
        let rest = writing.due(Time(600_000));
        assert_eq!((said(&rest)[0].0, said(&rest).last().copied()), (81, Some((100, "now", true))));
    }
}
