//! Letters that overtook the one they build upon: an offer before the word that its writer is inside, candidates before
//! their offer. Their receipts are sent, so nobody repeats them: they wait here.

use crate::effect::Candidate;
use crate::ids::Epoch;
use crate::letter::{DescriptionKind, Letter};
use crate::post::Post;
use std::collections::VecDeque;

/// Letters that wait at most: an offer and its candidates, twice.
const MAX: usize = 10;

/// What came too early.
#[derive(Default)]
pub struct Early(VecDeque<(Epoch, Letter)>);

impl Early {
    /// Keeps an offer or candidates; of too many the oldest goes.
    pub fn keep(&mut self, epoch: Epoch, letter: &Letter) {
        if is_offer(letter) || matches!(letter, Letter::Candidates { .. }) {
            if self.0.len() >= MAX {
                self.0.pop_front();
            }
            self.0.push_back((epoch, letter.clone()));
        }
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

/// What was written of a connection that is over is not repeated any more.
pub fn forget(epoch: Epoch, post: &mut Post) {
    post.withdraw(|of, letter| of == epoch.0 && about_connections(letter));
}

/// Whether a letter serves to make or mend a connection.
pub fn about_connections(letter: &Letter) -> bool {
    match letter {
        Letter::Description(_)
        | Letter::Candidates { .. }
        | Letter::Fingerprints { .. }
        | Letter::Ask { .. }
        | Letter::CallOff {} => true,
        Letter::Status(_)
        | Letter::Goodbye { .. }
        | Letter::Wants(_)
        | Letter::Please { .. }
        | Letter::Echo {}
        | Letter::Together(_)
        | Letter::Receipt {}
        | Letter::Hears(_)
        | Letter::Unknown => false,
    }
}
