//! Our own status: told to everyone as soon as it changes.

use super::Meeting;
use crate::api::context::Context;
use crate::api::values::Presence;
use crate::base::time::Time;
use crate::meeting::contract::{LocalState, RoomHandle};
use crate::messaging::message::{PeerMessage, RoomMessage, Status};
use crate::messaging::outbox::Route;
use crate::room::participant::Peer;
use plenum_shared::ids::PeerId;

/// A name is told to the others so long after the last keystroke, milliseconds.
const TYPING_MS: u64 = 800;

impl Meeting {
    /// Tells everyone what has changed about us.
    pub(super) fn say_status(&mut self, me: &LocalState, cx: &mut Context) {
        let inside = self.inside();
        let presence = if inside { Presence::In } else { Presence::Lobby };
        let renamed = self.said.name != me.name;
        match (renamed, self.tell_name_at) {
            (true, None) if !inside => self.tell_name_at = Some(cx.now + TYPING_MS),
            (false, Some(_)) => self.tell_name_at = None,
            (true, None | Some(_)) | (false, None) => {}
        }
        let name_due = renamed && (inside || self.tell_name_at.is_some_and(|at| at <= cx.now));
        let sending = me.on_air.map(|on| on && inside);
        let deaf = me.deaf && inside;
        let said = &self.said;
        if !name_due && (presence, sending, deaf) == (said.presence, said.sending(), said.deaf) {
            return;
        }
        self.tell_name_at = None;
        let (revision, resumes) = (self.said.revision + 1, self.said.resumes.clone());
        let [microphone, camera, screen, screen_sound] = sending;
        let name = me.name.clone();
        self.said = Status { revision, presence, name, microphone, camera, deaf, screen, screen_sound, resumes };
        for peer in self.peers.values_mut() {
            write_status(peer, &self.said, cx.now);
        }
    }

    /// Whoever is overdue counts as gone. Should they be there after all, they answer our status.
    pub(super) fn let_go(&mut self, id: &PeerId, cx: &mut Context) {
        let Some(peer) = self.peers.get_mut(id).filter(|peer| peer.overdue(cx.now)) else { return };
        peer.lost(cx);
        if peer.seat.is_some() {
            write_status(peer, &self.said, cx.now);
        }
    }

    /// Whoever acknowledges nothing of all that was written counts as lost: when they come back, everything is said anew.
    pub(super) fn resynchronise(&mut self, id: &PeerId, cx: &mut Context) {
        let Some(peer) = self.peers.get_mut(id) else { return };
        if peer.outbox.full() && !peer.gone() {
            peer.lost(cx);
            write_status(peer, &self.said, cx.now);
        }
    }
}

/// The newest status takes the place of older ones that still wait to be acknowledged.
pub(super) fn write_status(peer: &mut Peer, status: &Status, now: Time) {
    if !peer.gone() {
        peer.outbox.withdraw(|_, message| matches!(message, PeerMessage::Room(RoomMessage::Status(_))));
        peer.outbox.write(0, RoomMessage::Status(status.clone()), Route::Best, now);
    }
}
