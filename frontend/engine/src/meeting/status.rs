//! Our own status: told to everyone as soon as it changes.

use super::Meeting;
use crate::gathering::{Gathering, Myself};
use crate::letter::{Letter, Standing, Status};
use crate::peer::Peer;
use crate::post::Route;
use crate::time::Time;
use crate::turn::Turn;
use plenum_shared::ids::PeerId;

/// A name is told to the others so long after the last keystroke, milliseconds.
const TYPING_MS: u64 = 800;

impl Meeting {
    /// Tells everyone what has changed about us.
    pub(super) fn say_status(&mut self, me: &Myself, turn: &mut Turn) {
        let inside = self.inside();
        let place = if inside { Standing::In } else { Standing::Lobby };
        let renamed = self.said.name != me.name;
        match (renamed, self.tell_name_at) {
            (true, None) if !inside => self.tell_name_at = Some(turn.now + TYPING_MS),
            (false, Some(_)) => self.tell_name_at = None,
            (true, None | Some(_)) | (false, None) => {}
        }
        let name_due = renamed && (inside || self.tell_name_at.is_some_and(|at| at <= turn.now));
        let sending = me.on_air.map(|on| on && inside);
        let deaf = me.deaf && inside;
        let said = &self.said;
        if !name_due && (place, sending, deaf) == (said.place, said.sending(), said.deaf) {
            return;
        }
        self.tell_name_at = None;
        let (revision, resumes) = (self.said.revision + 1, self.said.resumes.clone());
        let [microphone, camera, screen, screen_sound] = sending;
        let name = me.name.clone();
        self.said = Status { revision, place, name, microphone, camera, deaf, screen, screen_sound, resumes };
        for peer in self.peers.values_mut() {
            write_status(peer, &self.said, turn.now);
        }
    }

    /// Whoever is overdue counts as gone. Should they be there after all, they answer our status.
    pub(super) fn let_go(&mut self, id: &PeerId, turn: &mut Turn) {
        let Some(peer) = self.peers.get_mut(id).filter(|peer| peer.overdue(turn.now)) else { return };
        peer.lost(turn);
        if peer.seat.is_some() {
            write_status(peer, &self.said, turn.now);
        }
    }

    /// Whoever acknowledges nothing of all that was written counts as lost: when they come back, everything is said anew.
    pub(super) fn resynchronise(&mut self, id: &PeerId, turn: &mut Turn) {
        let Some(peer) = self.peers.get_mut(id) else { return };
        if peer.post.full() && !peer.gone() {
            peer.lost(turn);
            write_status(peer, &self.said, turn.now);
        }
    }
}

/// The newest status takes the place of older ones that still wait for a receipt.
pub(super) fn write_status(peer: &mut Peer, status: &Status, now: Time) {
    if !peer.gone() {
        peer.post.withdraw(|_, letter| matches!(letter, Letter::Status(_)));
        peer.post.write(0, Letter::Status(status.clone()), Route::Best, now);
    }
}
