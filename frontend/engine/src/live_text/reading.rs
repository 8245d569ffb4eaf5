//! What the others write: which of their lines are shown, whatever order their messages come in.

use crate::api::values::TextChannel;
use crate::api::view::{LiveLine, Name};
use crate::base::time::{Time, soonest};
use crate::messaging::bounds::LIVE_TEXT_BYTES;
use plenum_document::base::untrusted_text::clean_line;
use plenum_shared::ids::PeerId;
use std::sync::Arc;

/// A caption is shown for so long after its last letter, milliseconds.
pub const CAPTION_MS: u64 = 20_000;
/// A line of the chat that nobody has written on for so long is not shown any more, milliseconds.
pub const CHAT_MS: u64 = 60_000;
/// Whoever wrote a caption so long ago still writes captions, milliseconds.
pub const CAPTIONED_MS: u64 = 120_000;
/// Captions shown at a time, of all who write them.
pub const SHOWN: usize = 3;
/// Lines of the chat shown at a time.
pub const SHOWN_CHAT: usize = 6;

/// A message, as it came.
pub struct Piece<'a> {
    /// See [`crate::messaging::message::LiveTextMessage::Line`].
    pub line: u32,
    /// Likewise.
    pub revision: u32,
    /// Likewise.
    pub text: &'a str,
    /// Likewise.
    pub done: bool,
}

/// Everybody who writes.
#[derive(Default)]
pub struct Reading {
    writers: Vec<Writer>,
    /// Lines begun so far.
    begun: u32,
}

/// One of them; `None`: we ourselves.
struct Writer {
    peer: Option<PeerId>,
    /// When they last wrote a caption.
    captioned: Option<Time>,
    streams: [Stream; 2],
}

/// Their lines in one channel, by number.
#[derive(Default)]
struct Stream {
    /// Lines below this are over: what is said of them comes late.
    floor: u32,
    lines: Vec<Line>,
}

struct Line {
    number: u32,
    revision: u32,
    changed: Time,
    /// When it was begun, among all lines; that of the next line of its writer, where it came only after that one.
    place: u32,
    shown: LiveLine,
}

impl Stream {
    /// Takes a message; false if it says nothing new. At most so many lines are kept.
    fn take(&mut self, piece: &Piece<'_>, who: Option<Name>, kept: usize, begun: &mut u32, now: Time) -> bool {
        if piece.line < self.floor {
            return false;
        }
        let text: Arc<str> = clean_line(piece.text, LIVE_TEXT_BYTES).into();
        let at = self.lines.partition_point(|line| line.number < piece.line);
        if let Some(line) = self.lines.get_mut(at).filter(|line| line.number == piece.line) {
            // Invariant: what is done is never changed, and what is older never takes the place of what is newer.
            if line.shown.done || piece.revision <= line.revision && !piece.done {
                return false;
            }
            line.revision = piece.revision;
            line.changed = now;
            line.shown = LiveLine { text, done: piece.done, who, id: line.shown.id };
        } else {
            *begun = begun.wrapping_add(1);
            let place = self.lines.get(at).map_or(*begun, |next| next.place);
            let shown = LiveLine { id: *begun, who, text, done: piece.done };
            self.lines.insert(at, Line { number: piece.line, revision: piece.revision, changed: now, place, shown });
        }
        if self.lines.len() > kept {
            self.floor = self.lines.remove(0).number.saturating_add(1);
        }
        true
    }

    /// Lets go what is shown no more: `done` lines at once, others when nobody has written on them for so long.
    fn expire(&mut self, done_ms: u64, silent_ms: u64, now: Time) -> bool {
        let before = self.lines.len();
        let over = |line: &Line| now.since(line.changed) >= if line.shown.done { done_ms } else { silent_ms };
        // Nothing that comes late brings back what was done.
        if let Some(line) = self.lines.iter().rfind(|line| line.shown.done && over(line)) {
            self.floor = self.floor.max(line.number.saturating_add(1));
        }
        self.lines.retain(|line| !over(line) && line.number >= self.floor);
        self.lines.len() != before
    }
}

impl Reading {
    /// Takes a message of somebody; false if it changes nothing.
    pub fn take(
        &mut self,
        peer: Option<PeerId>,
        who: Option<Name>,
        channel: TextChannel,
        piece: &Piece<'_>,
        now: Time,
    ) -> bool {
        let kept = match channel {
            TextChannel::Captions => SHOWN,
            TextChannel::Chat => 1,
            TextChannel::Unknown => return false,
        };
        if !self.writers.iter().any(|writer| writer.peer == peer) {
            self.writers.push(Writer { peer, captioned: None, streams: Default::default() });
        }
        let Some(writer) = self.writers.iter_mut().find(|writer| writer.peer == peer) else { return false };
        let taken = writer.streams[channel as usize].take(piece, who, kept, &mut self.begun, now);
        if taken && channel == TextChannel::Captions {
            writer.captioned = Some(now);
        }
        taken
    }

    /// Forgets what those write of whom this is not true.
    pub fn keep(&mut self, here: impl Fn(&PeerId) -> bool) -> bool {
        let before = self.writers.len();
        self.writers.retain(|writer| writer.peer.as_ref().is_none_or(&here));
        self.writers.len() != before
    }

    /// What has been shown long enough goes; true if something did.
    pub fn expire(&mut self, now: Time) -> bool {
        let mut changed = false;
        for writer in &mut self.writers {
            let [captions, chat] = &mut writer.streams;
            changed |= captions.expire(CAPTION_MS, CAPTION_MS, now);
            // What was written in the chat stands there now.
            changed |= chat.expire(0, CHAT_MS, now);
            if writer.captioned.is_some_and(|at| now.since(at) >= CAPTIONED_MS) {
                writer.captioned = None;
                changed = true;
            }
        }
        changed
    }

    /// When something has been shown long enough.
    pub fn deadline(&self) -> Option<Time> {
        let of = |writer: &Writer| {
            let lines = |channel: TextChannel, ms: u64| {
                let lines = writer.streams[channel as usize].lines.iter();
                lines.map(move |line| line.changed + ms).fold(None, |soon, at| soonest(soon, Some(at)))
            };
            let shown = soonest(lines(TextChannel::Captions, CAPTION_MS), lines(TextChannel::Chat, CHAT_MS));
            soonest(shown, writer.captioned.map(|at| at + CAPTIONED_MS))
        };
        self.writers.iter().fold(None, |soon, writer| soonest(soon, of(writer)))
    }

    /// Whether one of the others writes captions.
    pub fn captioned(&self) -> bool {
        self.writers.iter().any(|writer| writer.peer.is_some() && writer.captioned.is_some())
    }

    /// The lines of a channel that are shown, in the order in which they were begun: of each writer the line that they wrote on last,
    /// then the ones before, so that nobody takes the place of somebody else who writes.
    pub fn shown(&self, channel: TextChannel, most: usize) -> Arc<[LiveLine]> {
        let mut lines: Vec<(usize, &Line)> = Vec::new();
        for writer in &self.writers {
            let stream = writer.streams.get(channel as usize).into_iter();
            let theirs = stream.flat_map(|stream| &stream.lines).filter(|line| !line.shown.text.is_empty());
            let mut theirs: Vec<&Line> = theirs.collect();
            theirs.sort_unstable_by_key(|line| std::cmp::Reverse((line.changed, line.shown.id)));
            lines.extend(theirs.into_iter().enumerate());
        }
        lines.sort_unstable_by_key(|(before, line)| (*before, std::cmp::Reverse((line.changed, line.shown.id))));
        lines.truncate(most);
        lines.sort_unstable_by_key(|(_, line)| (line.place, line.number));
        lines.into_iter().map(|(_, line)| line.shown.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use TextChannel::{Captions, Chat};

    const ADA: Option<PeerId> = Some(PeerId([1; 32]));
    const BEN: Option<PeerId> = Some(PeerId([2; 32]));

    fn says(reading: &mut Reading, peer: Option<PeerId>, line: u32, revision: u32, text: &str, at: u64) -> bool {
        let (text, done) = text.strip_suffix('.').map_or((text, false), |text| (text, true));
        reading.take(peer, Some("Ada".into()), Captions, &Piece { line, revision, text, done }, Time(at))
    }

    fn writes(reading: &mut Reading, line: u32, text: &str, done: bool, at: u64) -> bool {
        reading.take(ADA, Some("Ada".into()), Chat, &Piece { line, revision: at as u32 + 1, text, done }, Time(at))
    }

    fn texts(reading: &Reading, channel: TextChannel) -> Vec<(String, bool)> {
        reading.shown(channel, SHOWN).iter().map(|line| (line.text.to_string(), line.done)).collect()
    }

    fn captions(reading: &Reading) -> Vec<String> {
        texts(reading, Captions).into_iter().map(|(text, done)| text + if done { "." } else { "" }).collect()
    }

    #[test]
    fn a_line_grows_in_its_place_and_ends() {
        let mut reading = Reading::default();
        for (revision, text) in [(1, "Good"), (2, "Good mor"), (3, "Good morning.")] {
            assert!(says(&mut reading, ADA, 0, revision, text, 0));
            assert_eq!(captions(&reading), [text]);
            assert_eq!(reading.shown(Captions, SHOWN)[0].id, 1);
        }
        assert!(says(&mut reading, ADA, 1, 4, "all", 0));
        assert_eq!(captions(&reading), ["Good morning.", "all"]);
    }

    #[test]
    fn what_comes_late_or_twice_changes_nothing() {
        let mut reading = Reading::default();
        says(&mut reading, ADA, 0, 2, "Good mor", 0);
        assert!(!says(&mut reading, ADA, 0, 1, "Good", 0) && !says(&mut reading, ADA, 0, 2, "other", 0));
        says(&mut reading, ADA, 0, 5, "Good morning.", 0);
        assert!(!says(&mut reading, ADA, 0, 6, "changed", 0) && !says(&mut reading, ADA, 0, 7, "changed.", 0));
        // The end of a line that was overtaken by the next one still comes to its place.
        says(&mut reading, ADA, 1, 7, "how ar", 0);
        says(&mut reading, ADA, 2, 9, "you", 0);
        assert!(says(&mut reading, ADA, 1, 8, "how are.", 0));
        assert_eq!(captions(&reading), ["Good morning.", "how are.", "you"]);
        // So does one of which nothing came before.
        let mut late = Reading::default();
        for (peer, line, text) in [(ADA, 5, "all"), (BEN, 0, "hello"), (ADA, 4, "good morning.")] {
            assert!(says(&mut late, peer, line, line, text, 0));
        }
        assert_eq!(captions(&late), ["good morning.", "all", "hello"]);
        // What was pushed out does not come back.
        says(&mut reading, ADA, 3, 10, "today", 0);
        assert!(!says(&mut reading, ADA, 0, 99, "again", 0));
        assert_eq!(captions(&reading), ["how are.", "you", "today"]);
    }

    #[test]
    fn two_who_write_at_once_are_two_lines() {
        let mut reading = Reading::default();
        says(&mut reading, ADA, 0, 1, "one", 0);
        says(&mut reading, BEN, 0, 1, "two", 1);
        says(&mut reading, ADA, 0, 2, "one and", 2);
        assert_eq!(captions(&reading), ["one and", "two"]);
        // Whoever writes slowly is not pushed out by whoever ends line after line.
        for line in 0..9 {
            says(&mut reading, BEN, line, 10 + line, "two.", 10 + u64::from(line));
            says(&mut reading, ADA, 0, 10 + line, &["one", &"x".repeat(line as usize)].concat(), 10 + u64::from(line));
        }
        assert_eq!(captions(&reading), [&*["one", &"x".repeat(8)].concat(), "two.", "two."]);
    }

    #[test]
    fn nobody_takes_all_lines_while_others_write_captions() {
        let mut reading = Reading::default();
        says(&mut reading, BEN, 0, 1, "slow", 0);
        for line in 0..3 {
            says(&mut reading, ADA, line, 1 + line, ["one.", "two.", "three."][line as usize], 1 + u64::from(line));
        }
        assert_eq!(captions(&reading), ["slow", "two.", "three."]);
        says(&mut reading, None, 0, 1, "ours", 9);
        assert_eq!(captions(&reading), ["slow", "three.", "ours"]);
        reading.keep(|peer| Some(*peer) == ADA);
        reading.expire(Time(CAPTION_MS + 3));
        assert_eq!(captions(&reading), ["ours"], "who is alone has all of it again");
        (1..5).for_each(|line| assert!(says(&mut reading, None, line, 9, "more.", 30_000)));
        assert_eq!(captions(&reading), ["more."; 3]);
    }

    #[test]
    fn captions_go_after_a_while_and_what_was_done_never_comes_back() {
        let mut reading = Reading::default();
        says(&mut reading, ADA, 0, 1, "done.", 0);
        says(&mut reading, ADA, 1, 2, "goes on", 5_000);
        assert_eq!(reading.deadline(), Some(Time(CAPTION_MS)));
        assert!(!reading.expire(Time(CAPTION_MS - 1)) && reading.expire(Time(CAPTION_MS)));
        assert_eq!(captions(&reading), ["goes on"]);
        assert!(!says(&mut reading, ADA, 0, 9, "late", 20_001));
        assert!(reading.expire(Time(5_000 + CAPTION_MS)) && captions(&reading).is_empty());
        // A line that only paused goes on.
        assert!(says(&mut reading, ADA, 1, 3, "goes on still", 40_000));
        assert!(reading.captioned() && !reading.expire(Time(41_000)));
        reading.expire(Time(40_000 + CAPTIONED_MS));
        assert_eq!((reading.captioned(), reading.deadline()), (false, None));
    }

    #[test]
    fn a_line_of_the_chat_is_gone_when_it_is_done() {
        let mut reading = Reading::default();
        assert!(writes(&mut reading, 0, "I th", false, 0) && writes(&mut reading, 0, "I think", false, 1));
        assert_eq!(texts(&reading, Chat), [("I think".to_owned(), false)]);
        assert_eq!(captions(&reading), [""; 0]);
        assert!(writes(&mut reading, 0, "", true, 2) && reading.expire(Time(2)));
        assert!(texts(&reading, Chat).is_empty() && !writes(&mut reading, 0, "I thi", false, 3));
        // A line that begins before the end of the one before has come takes its place.
        writes(&mut reading, 1, "first", false, 4);
        writes(&mut reading, 2, "second", false, 5);
        assert_eq!(texts(&reading, Chat), [("second".to_owned(), false)]);
        assert!(!reading.captioned());
        reading.expire(Time(5 + CHAT_MS));
        assert!(texts(&reading, Chat).is_empty());
    }

    #[test]
    fn whatever_is_said_is_one_clean_line_and_no_more_than_a_few_are_kept() {
        let mut reading = Reading::default();
        says(&mut reading, ADA, 0, 1, "<b>a</b>\u{202E}\n\n b\u{7}", 0);
        says(&mut reading, ADA, 1, 1, &"x".repeat(90_000), 0);
        assert_eq!(captions(&reading), ["<b>a</b> b".to_owned(), "x".repeat(LIVE_TEXT_BYTES)]);
        for line in (0..5_000).rev().chain([u32::MAX, u32::MAX - 1]) {
            says(&mut reading, BEN, line, u32::MAX, "more.", 1);
        }
        assert!(reading.writers.iter().all(|writer| writer.streams.iter().all(|all| all.lines.len() <= SHOWN)));
        assert_eq!(reading.shown(Captions, SHOWN).len(), SHOWN);
        let piece = Piece { line: 0, revision: 1, text: "?", done: false };
        assert!(!reading.take(ADA, None, TextChannel::Unknown, &piece, Time(0)));
        assert!(reading.keep(|peer| Some(*peer) == ADA) && captions(&reading).len() == 2);
    }
}
