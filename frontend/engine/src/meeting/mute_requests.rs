//! "Please switch off your microphone": a request between equals, which the other may pass over. It is never an order.

use super::Meeting;
use crate::api::context::Context;
use crate::api::view::TileId;
use crate::base::time::Time;
use crate::meeting::contract::{LocalState, RoomHandle};
use crate::messaging::message::MuteRequestMessage;
use crate::messaging::outbox::Route;
use plenum_shared::ids::PeerId;

/// One person is asked so often at most, milliseconds.
const ASK_MS: u64 = 10_000;
/// And may ask so often, milliseconds: what comes faster is not shown.
const HEAR_ONE_MS: u64 = 30_000;
/// All of them together may, milliseconds.
const HEAR_ALL_MS: u64 = 10_000;

/// Who asked whom, and when.
#[derive(Default)]
pub struct Manners {
    /// We asked them.
    asked: Option<Time>,
    /// They asked us, and we were told.
    heard: Option<Time>,
}

/// What we were asked by anybody.
#[derive(Default)]
pub struct Requests {
    heard: Option<Time>,
    /// By whom, until the person is told.
    pub fresh: Option<TileId>,
    /// When somebody last said that they sit with us.
    pub seat: Option<Time>,
}

/// Whether something may happen again.
fn again(last: Option<Time>, every: u64, now: Time) -> bool {
    last.is_none_or(|last| now.since(last) >= every)
}

impl Meeting {
    /// Asks somebody; false if they are not in the room, are silent already, or were asked a moment ago.
    pub(super) fn ask(&mut self, id: &PeerId, cx: &mut Context) -> bool {
        let inside = self.inside();
        let Some(peer) = self.peers.get_mut(id).filter(|peer| inside && peer.inside()) else { return false };
        let speaks = peer.status.as_ref().is_some_and(|status| status.microphone);
        if !speaks || !again(peer.manners.asked, ASK_MS, cx.now) {
            return false;
        }
        peer.manners.asked = Some(cx.now);
        peer.outbox.write(0, MuteRequestMessage::Please {}, Route::Best, cx.now);
        true
    }

    /// Somebody asks us. Whoever is silent already has nothing to be told.
    pub(super) fn asked_to_mute(&mut self, id: &PeerId, me: &LocalState, cx: &mut Context) {
        let [speaks, ..] = me.on_air;
        let all = again(self.requests.heard, HEAR_ALL_MS, cx.now);
        let Some(peer) = self.peers.get_mut(id).filter(|peer| speaks && all && peer.inside()) else { return };
        if again(peer.manners.heard, HEAR_ONE_MS, cx.now) {
            peer.manners.heard = Some(cx.now);
            self.requests.heard = Some(cx.now);
            self.requests.fresh = Some(peer.tile);
        }
    }
}
