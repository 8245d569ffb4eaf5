//! Who sits in one room with us: said to each of them alone, and told to the person when somebody says it of us.

use super::Meeting;
use crate::gathering::Gathering;
use crate::letter::{Letter, Together};
use crate::news::Bulletin;
use crate::peer::Peer;
use crate::post::Route;
use crate::time::Time;
use crate::turn::Turn;
use crate::view::{NoticeKind, Seating};
use plenum_shared::ids::PeerId;

/// However many say it of us, a person is told so often at most, milliseconds.
const TELL_MS: u64 = 10_000;

impl Meeting {
    /// Act of a person: this one sits with us, or does not (any more).
    pub(super) fn claim(&mut self, id: &PeerId, sits: bool, turn: &mut Turn) {
        let inside = self.inside();
        if let Some(peer) = self.peers.get_mut(id).filter(|peer| inside && peer.inside()) {
            let word = peer.together.say(sits);
            write(peer, word, turn.now);
        }
    }

    /// Somebody says whether they sit with us.
    pub(super) fn claimed(&mut self, id: &PeerId, word: Together, turn: &mut Turn) {
        if let Some(peer) = self.peers.get_mut(id) {
            let answer = peer.together.hear(word);
            write(peer, answer, turn.now);
        }
    }

    /// Tells the person who says that they sit together, for as long as that is a question.
    pub(super) fn tell_of_sitting(&mut self, bulletin: &mut Bulletin, turn: &mut Turn) {
        for peer in self.peers.values_mut() {
            let notice = NoticeKind::AskedToSit(peer.tile);
            if !peer.inside() || peer.together.seating() != Seating::Invited {
                bulletin.dismiss(notice);
            } else if self.requests.seat.is_none_or(|told| turn.now.since(told) >= TELL_MS)
                && peer.together.tell(turn.now)
            {
                self.requests.seat = Some(turn.now);
                bulletin.linger(notice, turn.now);
            }
        }
    }
}

/// The newest word takes the place of older ones that still wait for a receipt.
pub(super) fn write(peer: &mut Peer, word: Option<Together>, now: Time) {
    if let Some(word) = word {
        peer.post.withdraw(|_, letter| matches!(letter, Letter::Together(_)));
        peer.post.write(0, Letter::Together(word), Route::Best, now);
    }
}
