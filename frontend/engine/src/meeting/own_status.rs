//! Our own status: where we are, and what everybody is told about us as soon as it changes.

use super::Meeting;
use crate::api::context::Context;
use crate::api::values::Presence;
use crate::base::time::Time;
use crate::messaging::message::{Resumes, RoomMessage, Status};
use crate::messaging::outbox::Route;
use crate::room::local_state::LocalState;
use crate::room::peer::Peer;
use plenum_shared::ids::PeerId;

/// A name is told to the others so long after the last keystroke, milliseconds.
const TYPING_MS: u64 = 800;

/// What we say of ourselves.
pub struct OwnStatus {
    said: Status,
    tell_name_at: Option<Time>,
    /// Since when we have been in the room; nothing in its lobby.
    entered: Option<Time>,
}

impl OwnStatus {
    /// In the lobby.
    pub fn new(name: String, resumes: Option<Resumes>) -> OwnStatus {
        let said = Status {
            revision: 1,
            presence: Presence::Lobby,
            name,
            microphone: false,
            camera: false,
            deaf: false,
            screen: false,
            screen_sound: false,
            trouble: None,
            resumes,
        };
        OwnStatus { said, tell_name_at: None, entered: None }
    }

    /// Into the room; false if we are there.
    pub fn enter(&mut self, now: Time) -> bool {
        let enters = self.entered.is_none();
        self.entered.get_or_insert(now);
        enters
    }

    /// Whether we are in the room.
    pub fn inside(&self) -> bool {
        self.entered.is_some()
    }

    /// Since when we have been in the room.
    pub fn entered(&self) -> Option<Time> {
        self.entered
    }

    /// When a name is to be told.
    pub fn deadline(&self) -> Option<Time> {
        self.tell_name_at
    }

    /// Writes it to somebody; the newest takes the place of older ones that still wait to be acknowledged.
    pub fn write(&self, peer: &mut Peer, now: Time) {
        if !peer.person.gone() {
            peer.outbox.write_latest(RoomMessage::Status(self.said.clone()), Route::Best, now);
        }
    }

    /// Notes what has changed about us; true if that is to be told.
    fn follow(&mut self, me: &LocalState, now: Time) -> bool {
        let inside = self.inside();
        let presence = if inside { Presence::In } else { Presence::Lobby };
        let renamed = self.said.name != me.name;
        match (renamed, self.tell_name_at) {
            (true, None) if !inside => self.tell_name_at = Some(now + TYPING_MS),
            (false, Some(_)) => self.tell_name_at = None,
            (true, None | Some(_)) | (false, None) => {}
        }
        let name_due = renamed && (inside || self.tell_name_at.is_some_and(|at| at <= now));
        let sending = me.on_air.map(|on| on && inside);
        let deaf = me.deaf && inside;
        let trouble = me.trouble.filter(|_| !inside);
        let said = &self.said;
        if !name_due && (presence, sending, deaf, trouble) == (said.presence, said.sending(), said.deaf, said.trouble) {
            return false;
        }
        self.tell_name_at = None;
        let (revision, resumes) = (self.said.revision + 1, self.said.resumes.clone());
        let [microphone, camera, screen, screen_sound] = sending;
        let name = me.name.clone();
        self.said =
            Status { revision, presence, name, microphone, camera, deaf, screen, screen_sound, trouble, resumes };
        true
    }
}

impl Meeting {
    /// Tells everyone what has changed about us.
    pub(super) fn say_status(&mut self, me: &LocalState, cx: &mut Context) {
        if self.own.follow(me, cx.now) {
            for (_, peer) in &mut self.peers {
                self.own.write(peer, cx.now);
            }
        }
    }

    /// Whoever is overdue counts as gone. Should they be there after all, they answer our status.
    pub(super) fn let_go(&mut self, id: &PeerId, cx: &mut Context) {
        let Some(peer) = self.peers.get_mut(id).filter(|peer| peer.overdue(cx.now)) else { return };
        peer.lost(cx);
        if peer.member.seat.is_some() {
            self.own.write(peer, cx.now);
        }
    }

    /// Whoever acknowledges nothing of all that was written counts as lost: when they come back, everything is said anew.
    pub(super) fn resynchronise(&mut self, id: &PeerId, cx: &mut Context) {
        let Some(peer) = self.peers.get_mut(id) else { return };
        if peer.outbox.full() && !peer.person.gone() {
            peer.lost(cx);
            self.own.write(peer, cx.now);
        }
    }
}
