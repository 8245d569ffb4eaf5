//! What others wrote into a pad since it was last said aloud to whoever cannot see it, and whose it is.

use crate::api::act::Change;
use crate::api::view::Run;
use crate::base::ids::Key;
use crate::base::untrusted_text::utf16_len;

/// Stretches that wait at most. Beyond them the oldest are not said.
const PIECES: usize = 64;
/// UTF-16 units of a stretch that wait at most: nobody listens to more.
const PIECE_UNITS: u32 = 1_000;

/// What waits to be said.
#[derive(Default)]
pub struct Unsaid(Vec<Piece>);

struct Piece {
    /// Where it stands, in UTF-16 units of the text as it is now.
    at: u32,
    /// Not known before the record of their session has come, which may be later than what they write.
    author: Option<Key>,
    text: String,
}

impl Unsaid {
    /// What came in from others; `runs` tell who wrote what after it. What `us` wrote is not said.
    pub fn receive(&mut self, changes: &[Change], runs: &[Run], us: Option<Key>) {
        self.follow(changes);
        let mut shift = 0i64;
        for change in changes {
            let at = u32::try_from(i64::from(change.from) + shift).unwrap_or(u32::MAX);
            shift += i64::from(utf16_len(&change.insert)) - i64::from(change.to.saturating_sub(change.from));
            for piece in pieces(at, &change.insert, runs) {
                if piece.author.is_none() || piece.author != us {
                    self.push(piece);
                }
            }
        }
    }

    /// What is not said has moved the rest.
    pub fn follow(&mut self, changes: &[Change]) {
        for piece in &mut self.0 {
            let before = changes.iter().take_while(|change| change.to <= piece.at);
            let shift: i64 = before
                .map(|change| i64::from(utf16_len(&change.insert)) - i64::from(change.to.saturating_sub(change.from)))
                .sum();
            piece.at = u32::try_from(i64::from(piece.at) + shift).unwrap_or(0);
        }
    }

    /// Who wrote what is known better now.
    pub fn identify(&mut self, runs: &[Run]) {
        for piece in self.0.iter_mut().filter(|piece| piece.author.is_none()) {
            piece.author = author_at(piece.at, runs);
        }
    }

    /// What can be said, in the order in which it came; what nobody is known for yet goes on waiting.
    pub fn take(&mut self) -> Vec<(Key, String)> {
        let (known, waiting) = std::mem::take(&mut self.0).into_iter().partition(|piece| piece.author.is_some());
        self.0 = waiting;
        let known: Vec<Piece> = known;
        known.into_iter().filter_map(|piece| Some((piece.author?, piece.text))).collect()
    }

    fn push(&mut self, piece: Piece) {
        if let Some(last) = self.0.last_mut()
            && last.author == piece.author
            && last.at.saturating_add(utf16_len(&last.text)) == piece.at
            && utf16_len(&last.text) < PIECE_UNITS
        {
            return last.text.push_str(&piece.text);
        }
        if self.0.len() == PIECES {
            self.0.remove(0);
        }
        self.0.push(piece);
    }
}

/// A text that stands at `at`, cut where its author changes.
fn pieces(at: u32, text: &str, runs: &[Run]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut place = at;
    for c in text.chars().take(PIECE_UNITS as usize) {
        let author = author_at(place, runs);
        match pieces.last_mut() {
            Some(last) if last.author == author => last.text.push(c),
            _ => pieces.push(Piece { at: place, author, text: c.to_string() }),
        }
        place = place.saturating_add(c.len_utf16() as u32);
    }
    pieces
}

fn author_at(place: u32, runs: &[Run]) -> Option<Key> {
    let run = runs.get(runs.partition_point(|run| run.to <= place))?;
    run.author.filter(|_| run.from <= place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pads::runs;

    const ADA: Key = Key([1; 32]);
    const BEN: Key = Key([2; 32]);

    fn change(from: u32, to: u32, insert: &str) -> Change {
        Change { from, to, insert: insert.to_owned() }
    }

    #[test]
    fn letters_of_one_author_are_said_in_one_go() {
        let (mut unsaid, mut authors) = (Unsaid::default(), Vec::new());
        for (at, c) in (0..).zip(["H", "i", "!"]) {
            let changes = [change(at, at, c)];
            authors = runs::after(&authors, &changes, Some(BEN));
            unsaid.receive(&changes, &authors, Some(ADA));
        }
        assert_eq!(unsaid.take(), [(BEN, "Hi!".to_owned())]);
        assert_eq!(unsaid.take(), []);
    }

    #[test]
    fn what_a_stranger_wrote_waits_until_they_are_known() {
        let mut unsaid = Unsaid::default();
        let ours = runs::after(&[], &[change(0, 0, "One ")], Some(ADA));
        let changes = [change(4, 4, "two")];
        unsaid.receive(&changes, &runs::after(&ours, &changes, None), Some(ADA));
        assert_eq!(unsaid.take(), []);
        // Somebody writes before it in the meantime, and takes something out.
        unsaid.follow(&[change(0, 1, "👋🏾 o")]);
        unsaid.identify(&[Run { from: 0, to: 9, author: Some(ADA) }, Run { from: 9, to: 12, author: Some(BEN) }]);
        assert_eq!(unsaid.take(), [(BEN, "two".to_owned())]);
    }

    #[test]
    fn changes_of_several_are_told_apart_and_ones_own_are_not_said() {
        let mut unsaid = Unsaid::default();
        let authors = [Run { from: 0, to: 2, author: Some(BEN) }, Run { from: 2, to: 4, author: Some(ADA) }];
        unsaid.receive(&[change(0, 0, "äbcd")], &authors, Some(ADA));
        assert_eq!(unsaid.take(), [(BEN, "äb".to_owned())]);
    }

    #[test]
    fn a_flood_is_cut() {
        let mut unsaid = Unsaid::default();
        for _ in 0..PIECES + 1 {
            unsaid.receive(&[change(0, 0, &"x".repeat(5_000))], &[Run { from: 0, to: 5_000, author: Some(BEN) }], None);
        }
        let said = unsaid.take();
        assert_eq!(said.len(), PIECES);
        assert!(said.iter().all(|(_, text)| text.len() == PIECE_UNITS as usize));
    }
}
