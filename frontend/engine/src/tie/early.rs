//! Letters that overtook the one they build upon: an offer before the word that its writer is inside, candidates before
//! their offer. Their receipts are sent, so nobody repeats them: they wait here.

use crate::effect::Candidate;
use crate::ids::Epoch;
use crate::letter::{DescriptionKind, Letter};
use crate::post::Post;
use std::collections::VecDeque;

/// Letters that wait at most: an offer and its candidates, twice.
const MAX: usize = 10;
/// Bytes of descriptions and candidates that wait at most: two of the largest offers.
const MAX_BYTES: usize = 64 * 1024;

/// What came too early.
#[derive(Default)]
pub struct Early(VecDeque<(Epoch, Letter)>);

impl Early {
    /// Keeps an offer or candidates; of too many the oldest goes.
    pub fn keep(&mut self, epoch: Epoch, letter: &Letter) {
        if is_offer(letter) || matches!(letter, Letter::Candidates { .. }) {
            self.0.push_back((epoch, letter.clone()));
            while self.0.len() > MAX || self.bytes() > MAX_BYTES {
                self.0.pop_front();
            }
        }
    }

    fn bytes(&self) -> usize {
        self.0.iter().map(|(_, letter)| weight(letter)).sum()
    }

    /// Whether an offer is among them.
    pub fn offers(&self) -> bool {
        self.0.iter().any(|(_, letter)| is_offer(letter))
    }

    /// All of them, oldest first.
    pub fn all(&mut self) -> Vec<(Epoch, Letter)> {
        std::mem::take(&mut self.0).into()
    }

    /// The candidates of an epoch whose offer has come; those of earlier ones are forgotten.
    pub fn candidates(&mut self, now: Epoch) -> Vec<Vec<Candidate>> {
        let mut found = Vec::new();
        for (epoch, letter) in self.all() {
            match letter {
                Letter::Candidates { candidates } if epoch == now => found.push(candidates),
                later if epoch > now => self.0.push_back((epoch, later)),
                _ => {}
            }
        }
        found
    }
}

fn is_offer(letter: &Letter) -> bool {
    matches!(letter, Letter::Description(description) if description.kind == DescriptionKind::Offer)
}

/// Bytes a letter holds on to.
fn weight(letter: &Letter) -> usize {
    let one = size_of::<(Epoch, Letter)>();
    let length = |text: &Option<String>| text.as_ref().map_or(0, String::len);
    let candidate = |c: &Candidate| size_of::<Candidate>() + c.candidate.len() + length(&c.mid) + length(&c.ufrag);
    match letter {
        Letter::Description(description) => one + description.sdp.len(),
        Letter::Candidates { candidates } => one + candidates.iter().map(candidate).sum::<usize>(),
        // No other is kept.
        _ => one,
    }
}

/// What was written of a connection that is over is not repeated any more.
pub fn forget(epoch: Epoch, post: &mut Post) {
    post.withdraw(|of, letter| of == epoch.0 && letter.about_connections());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::letter::Description;

    #[test]
    fn what_waits_stays_below_64_kib_however_large_it_comes() {
        let offer = |length| Letter::Description(Description { kind: DescriptionKind::Offer, sdp: "x".repeat(length) });
        let candidate = Candidate { candidate: "c".repeat(500), mid: None, line: None, ufrag: None };
        let candidates = Letter::Candidates { candidates: vec![candidate; 60] };
        let mut early = Early::default();
        for epoch in 1..40 {
            early.keep(Epoch(epoch), &offer(30 * 1024));
            assert!(early.offers(), "one of the largest always has room");
            early.keep(Epoch(epoch), &candidates);
            assert!(early.bytes() <= MAX_BYTES && early.0.len() <= MAX);
        }
        assert_eq!(early.candidates(Epoch(39)).len(), 1, "the newest is what is kept");
        early.keep(Epoch(40), &offer(100 * 1024));
        assert_eq!(early.bytes(), 0, "what is too large alone is not kept at all");
    }

    #[test]
    fn two_offers_of_browsers_and_their_candidates_have_room() {
        let mut early = Early::default();
        let offer = Letter::Description(Description { kind: DescriptionKind::Offer, sdp: "x".repeat(16 * 1024) });
        let candidate = Candidate { candidate: "c".repeat(120), mid: None, line: None, ufrag: None };
        for epoch in [1, 2] {
            early.keep(Epoch(epoch), &offer);
            (0..4)
                .for_each(|_| early.keep(Epoch(epoch), &Letter::Candidates { candidates: vec![candidate.clone(); 5] }));
        }
        assert_eq!(early.all().len(), MAX);
    }
}
