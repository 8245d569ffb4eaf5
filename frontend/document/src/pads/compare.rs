//! Comparison of two kept versions: which lines stayed, which came in and by whom, which were taken out.

use crate::api::effect::{Piece, PieceChange};
use crate::base::ids::Key;
use crate::base::untrusted_text::utf16_len;
use crate::pads::versions::Version;

/// Lines compared pair by pair at most on each side, after what both begin and end with: beyond that the middle counts as
/// rewritten. Its square bounds the work.
const LINES: usize = 1_000;

/// What a version says beside an older one.
pub fn compare(old: Option<&Version>, new: &Version) -> Vec<Piece> {
    let before: Vec<&str> = old.map_or_else(Vec::new, |old| old.text.split_inclusive('\n').collect());
    let after: Vec<&str> = new.text.split_inclusive('\n').collect();
    let head = before.iter().zip(&after).take_while(|(a, b)| a == b).count();
    let tail = before[head..].iter().rev().zip(after[head..].iter().rev()).take_while(|(a, b)| a == b).count();
    let (from, to) = (&before[head..before.len() - tail], &after[head..after.len() - tail]);

    let mut pieces = Pieces { new, at: 0, run: 0, run_end: 0, pieces: Vec::new() };
    after[..head].iter().for_each(|line| pieces.kept(line));
    if from.len() > LINES || to.len() > LINES {
        from.iter().for_each(|line| pieces.removed(line));
        to.iter().for_each(|line| pieces.added(line));
    } else {
        pieces.middle(from, to);
    }
    after[after.len() - tail..].iter().for_each(|line| pieces.kept(line));
    pieces.pieces
}

struct Pieces<'a> {
    new: &'a Version,
    /// Where in the new text, UTF-16 units.
    at: u32,
    /// The run of an author there, and where it ends.
    run: usize,
    run_end: u32,
    pieces: Vec<Piece>,
}

impl Pieces<'_> {
    /// Longest common subsequence of lines.
    fn middle(&mut self, from: &[&str], to: &[&str]) {
        let width = to.len() + 1;
        let mut common = vec![0u16; (from.len() + 1) * width];
        for a in (0..from.len()).rev() {
            for b in (0..to.len()).rev() {
                common[a * width + b] = if from[a] == to[b] {
                    common[(a + 1) * width + b + 1] + 1
                } else {
                    common[(a + 1) * width + b].max(common[a * width + b + 1])
                };
            }
        }
        let (mut a, mut b) = (0, 0);
        while a < from.len() || b < to.len() {
            if a < from.len() && b < to.len() && from[a] == to[b] {
                self.kept(to[b]);
                (a, b) = (a + 1, b + 1);
            } else if b == to.len() || a < from.len() && common[(a + 1) * width + b] >= common[a * width + b + 1] {
                self.removed(from[a]);
                a += 1;
            } else {
                self.added(to[b]);
                b += 1;
            }
        }
    }

    fn push(&mut self, change: PieceChange, text: &str) {
        match self.pieces.last_mut() {
            Some(last) if last.change == change => last.text.push_str(text),
            _ => self.pieces.push(Piece { change, text: text.to_owned() }),
        }
    }

    fn kept(&mut self, text: &str) {
        self.at += utf16_len(text);
        self.push(PieceChange::Kept, text);
    }

    fn removed(&mut self, text: &str) {
        self.push(PieceChange::Removed, text);
    }

    /// Cut where the author changes.
    fn added(&mut self, text: &str) {
        for c in text.chars() {
            let author = self.author();
            self.push(PieceChange::Added(author), c.encode_utf8(&mut [0; 4]));
            self.at += c.len_utf16() as u32;
        }
    }

    fn author(&mut self) -> Option<Key> {
        while self.at >= self.run_end {
            let (len, _) = self.new.runs.get(self.run)?;
            self.run_end += len;
            self.run += 1;
        }
        self.new.runs.get(self.run.checked_sub(1)?).and_then(|(_, author)| *author)
    }
}
