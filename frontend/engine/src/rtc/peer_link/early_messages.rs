//! Early messages, which overtook the one they build upon: an offer before the status that says its writer is inside, candidates before
//! their offer. Their acknowledgements are sent, so nobody repeats them: they wait here.

use crate::api::effect::Candidate;
use crate::base::ids::Epoch;
use crate::messaging::message::{DescriptionKind, LinkMessage};
use crate::messaging::outbox::Outbox;
use std::collections::VecDeque;

/// Messages that wait at most: an offer and its candidates, twice.
const MAX: usize = 10;
/// Bytes of descriptions and candidates that wait at most: two of the largest offers.
const MAX_BYTES: usize = 64 * 1024;

/// What came too early.
#[derive(Default)]
pub struct Early(VecDeque<(Epoch, LinkMessage)>);

impl Early {
    /// Keeps an offer or candidates; of too many the oldest goes.
    pub fn keep(&mut self, epoch: Epoch, message: &LinkMessage) {
        if is_offer(message) || matches!(message, LinkMessage::Candidates { .. }) {
            self.0.push_back((epoch, message.clone()));
            while self.0.len() > MAX || self.bytes() > MAX_BYTES {
                self.0.pop_front();
            }
        }
    }

    fn bytes(&self) -> usize {
        self.0.iter().map(|(_, message)| weight(message)).sum()
    }

    /// Whether an offer is among them.
    pub fn offers(&self) -> bool {
        self.0.iter().any(|(_, message)| is_offer(message))
    }

    /// All of them, oldest first.
    pub fn all(&mut self) -> Vec<(Epoch, LinkMessage)> {
        std::mem::take(&mut self.0).into()
    }

    /// The candidates of an epoch whose offer has come; those of earlier ones are forgotten.
    pub fn candidates(&mut self, now: Epoch) -> Vec<Vec<Candidate>> {
        let mut found = Vec::new();
        for (epoch, message) in self.all() {
            if epoch > now {
                self.0.push_back((epoch, message));
            } else if let LinkMessage::Candidates { candidates } = message
                && epoch == now
            {
                found.push(candidates);
            }
        }
        found
    }
}

fn is_offer(message: &LinkMessage) -> bool {
    matches!(message, LinkMessage::Description(description) if description.kind == DescriptionKind::Offer)
}

/// Bytes a message holds on to.
fn weight(message: &LinkMessage) -> usize {
    let one = size_of::<(Epoch, LinkMessage)>();
    let length = |text: &Option<String>| text.as_ref().map_or(0, String::len);
    let candidate = |c: &Candidate| size_of::<Candidate>() + c.candidate.len() + length(&c.mid) + length(&c.ufrag);
    match message {
        LinkMessage::Description(description) => one + description.sdp.len(),
        LinkMessage::Candidates { candidates } => one + candidates.iter().map(candidate).sum::<usize>(),
        // No other is kept.
        LinkMessage::Request { .. }
        | LinkMessage::CallOff {}
        | LinkMessage::Fingerprints { .. }
        | LinkMessage::Unknown => one,
    }
}

/// What was written of a connection that is over is not repeated any more.
pub fn forget(epoch: Epoch, outbox: &mut Outbox) {
    outbox.withdraw(|of, message| of == epoch.0 && message.about_connections());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messaging::message::Description;

    #[test]
    fn what_waits_stays_below_64_kib_however_large_it_comes() {
        let offer =
            |length| LinkMessage::Description(Description { kind: DescriptionKind::Offer, sdp: "x".repeat(length) });
        let candidate = Candidate { candidate: "c".repeat(500), mid: None, line: None, ufrag: None };
        let candidates = LinkMessage::Candidates { candidates: vec![candidate; 60] };
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
        let offer = LinkMessage::Description(Description { kind: DescriptionKind::Offer, sdp: "x".repeat(16 * 1024) });
        let candidate = Candidate { candidate: "c".repeat(120), mid: None, line: None, ufrag: None };
        for epoch in [1, 2] {
            early.keep(Epoch(epoch), &offer);
            (0..4).for_each(|_| {
                early.keep(Epoch(epoch), &LinkMessage::Candidates { candidates: vec![candidate.clone(); 5] })
            });
        }
        assert_eq!(early.all().len(), MAX);
    }
}
