//! Letters that have come in: who they make real, what they change, and to which machine they go.

use super::{Meeting, sitting};
use crate::event::PreviousSession;
use crate::gathering::{Gathering, Myself};
use crate::ids::{ConnectionId, Epoch};
use crate::letter::{DescriptionKind, Favour, Letter, Resumes, Standing, Status};
use crate::peer::Presence;
use crate::post::Arrived;
use crate::seal::Layer;
use crate::session;
use crate::turn::Turn;
use plenum_shared::ids::{PeerId, Seat};

impl Meeting {
    /// A sealed letter forwarded by the server.
    pub(super) fn letter_from_seat(&mut self, seat: Seat, sealed: &[u8], me: &Myself, turn: &mut Turn) {
        let Some(id) = self.seats.get(&seat).copied() else { return };
        self.open(&id, sealed, None, me, turn);
    }

    /// A sealed letter over a data channel.
    pub(super) fn letter_from_channel(&mut self, id: ConnectionId, sealed: &[u8], me: &Myself, turn: &mut Turn) {
        if self.peers.get(&id.peer).is_some_and(|peer| peer.tie.channels().any(|open| open == id)) {
            self.open(&id.peer, sealed, Some(id.epoch), me, turn);
        }
    }

    /// Invariant: a peer exists once a letter from it has opened, and not before.
    fn open(&mut self, id: &PeerId, sealed: &[u8], by_channel: Option<Epoch>, me: &Myself, turn: &mut Turn) {
        let Some(peer) = self.peers.get_mut(id) else { return };
        let layer = if by_channel.is_some() { Layer::Channel } else { Layer::Server };
        let Some(letters) = peer.post.open(sealed, layer, turn.now) else { return };
        peer.tie.lives(turn.now);
        match peer.presence {
            Presence::Rumoured | Presence::Lost { .. } => peer.presence = Presence::Here,
            // Whoever said goodbye comes back as somebody new; late letters do not bring them back.
            Presence::Here | Presence::Leaving { .. } | Presence::Gone { .. } => {}
        }
        for arrived in letters {
            self.letter(id, arrived, by_channel, me, turn);
        }
    }

    fn letter(&mut self, id: &PeerId, arrived: Arrived, by_channel: Option<Epoch>, me: &Myself, turn: &mut Turn) {
        let Some(peer) = self.peers.get_mut(id) else { return };
        if peer.presence != Presence::Here {
            return;
        }
        let steps = peer.steps(&arrived.letter);
        if !peer.tie.budget.allows(&arrived.letter, steps, turn.now) {
            return;
        }
        self.act_on(id, arrived, by_channel, me, turn);
    }

    /// What came faster than it may and says how things are now.
    pub(super) fn catch_up(&mut self, id: &PeerId, me: &Myself, turn: &mut Turn) {
        let Some(peer) = self.peers.get_mut(id).filter(|peer| peer.presence == Presence::Here) else { return };
        for letter in peer.due(turn.now) {
            self.act_on(id, Arrived { epoch: 0, letter }, None, me, turn);
        }
    }

    fn act_on(&mut self, id: &PeerId, arrived: Arrived, by_channel: Option<Epoch>, me: &Myself, turn: &mut Turn) {
        let Some(peer) = self.peers.get_mut(id) else { return };
        match arrived.letter {
            Letter::Status(status) => self.status(id, status, turn),
            Letter::Goodbye { how } => peer.goodbye(how, turn),
            Letter::Wants(wants) => peer.course.ask(wants),
            Letter::Hears(hears) => peer.account.hear_of(hears),
            Letter::Please { what: Favour::Mute } => self.asked_to_mute(id, me, turn),
            Letter::Echo {} => self.echoed(id, me, turn),
            Letter::Together(word) => self.claimed(id, word, turn),
            Letter::Please { what: Favour::Unknown } | Letter::Receipt {} | Letter::Unknown => {}
            Letter::Description(_)
            | Letter::Candidates { .. }
            | Letter::Ask { .. }
            | Letter::CallOff {}
            | Letter::Fingerprints { .. } => {
                // Who offers is inside, even if the letter that says so was overtaken.
                if let (Letter::Description(description), Some(status)) = (&arrived.letter, &mut peer.status)
                    && description.kind == DescriptionKind::Offer
                    && status.place != Standing::In
                    && peer.tie.budget.steps_in(turn.now)
                {
                    status.place = Standing::In;
                }
                self.reconcile(id, me, turn);
                if let Some((peer, common)) = self.with(id, me) {
                    peer.tie.letter(arrived.epoch, &arrived.letter, by_channel, &mut peer.post, &common, turn);
                }
                return;
            }
        }
        self.reconcile(id, me, turn);
    }

    fn status(&mut self, id: &PeerId, status: Status, turn: &mut Turn) {
        let resumes = status.resumes.clone();
        let Some(peer) = self.peers.get_mut(id) else { return };
        let first = peer.status.is_none();
        if peer.take_status(status)
            && first
            && let Some(resumes) = resumes
        {
            self.succeed(id, &resumes, turn);
        }
    }

    /// What we need to know of this session after a reload.
    pub(super) fn previous(&self) -> PreviousSession {
        PreviousSession { seed: self.session.signing_seed(), room: self.room.to_string(), inside: self.inside() }
    }

    /// Somebody is back after a reload: tile and place in the list move over, if the old key vouches for the new one.
    ///
    /// Invariant: there is one heir. The first takes all there is, and the old peer is not met again by anybody who knows;
    /// a second one whom the same key vouches for is a newcomer.
    fn succeed(&mut self, id: &PeerId, resumes: &Resumes, turn: &mut Turn) {
        let (room, old_id) = (self.keys.room(), PeerId::of(&resumes.key));
        if old_id == *id || !session::verify_vouch(&resumes.key, &room, id, &resumes.signature) {
            return;
        }
        let Some(old) = self.peers.get_mut(&old_id) else { return self.tombstones.bury(old_id) };
        // Who said goodbye for good has left their seat, too.
        let sits = !old.gone() && old.together.ours();
        let heir = old.bequeath(turn);
        if let Some(peer) = self.peers.get_mut(id) {
            peer.inherit(heir);
            let word = peer.together.say(sits);
            sitting::write(peer, word, turn.now);
        }
    }
}
