//! Who sits in one room with us: said to each of them alone, and told to the person when somebody says it of us.

use super::Meeting;
use crate::api::context::Context;
use crate::api::view::{NoticeKind, Seating};
use crate::base::time::Time;
use crate::meeting::contract::RoomHandle;
use crate::messaging::message::{Claim, CoLocationMessage, PeerMessage};
use crate::messaging::outbox::Route;
use crate::notifications::Notifications;
use crate::room::participant::Peer;
use plenum_shared::ids::PeerId;

/// However many say it of us, a person is told so often at most, milliseconds.
const TELL_MS: u64 = 10_000;

impl Meeting {
    /// Act of a person: this one sits with us, or does not (any more).
    pub(super) fn claim(&mut self, id: &PeerId, sits: bool, cx: &mut Context) {
        let inside = self.inside();
        if let Some(peer) = self.peers.get_mut(id).filter(|peer| inside && peer.inside()) {
            let word = peer.together.say(sits);
            write(peer, word, cx.now);
        }
    }

    /// Somebody says whether they sit with us.
    pub(super) fn claimed(&mut self, id: &PeerId, word: Claim, cx: &mut Context) {
        if let Some(peer) = self.peers.get_mut(id) {
            let answer = peer.together.hear(word);
            write(peer, answer, cx.now);
        }
    }

    /// Tells the person who says that they sit together, for as long as that is a question.
    pub(super) fn tell_of_sitting(&mut self, notifications: &mut Notifications, cx: &mut Context) {
        for peer in self.peers.values_mut() {
            let notice = NoticeKind::AskedToSit(peer.tile);
            if !peer.inside() || peer.together.seating() != Seating::Invited {
                notifications.dismiss(notice);
            } else if self.requests.seat.is_none_or(|told| cx.now.since(told) >= TELL_MS) && peer.together.tell(cx.now)
            {
                self.requests.seat = Some(cx.now);
                notifications.linger(notice, cx.now);
            }
        }
    }
}

/// The newest word takes the place of older ones that still wait to be acknowledged.
pub(super) fn write(peer: &mut Peer, word: Option<Claim>, now: Time) {
    if let Some(word) = word {
        peer.outbox.withdraw(|_, message| matches!(message, PeerMessage::CoLocation(CoLocationMessage::Claim(_))));
        peer.outbox.write(0, CoLocationMessage::Claim(word), Route::Best, now);
    }
}
