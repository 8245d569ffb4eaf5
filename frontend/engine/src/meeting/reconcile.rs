//! Reconciling one peer at the end of every event: what has come of all that was heard, done and told.

use super::{Meeting, announcements};
use crate::api::context::Context;
use crate::api::view::TileId;
use crate::notifications::Notifications;
use crate::room::MANY_PEOPLE;
use crate::room::local_state::LocalState;
use plenum_shared::ids::PeerId;

/// Who is there already when we come in is no news, milliseconds after our own arrival.
const FIRST_LOOK_MS: u64 = 4_000;

impl Meeting {
    /// One peer at the end of an event.
    pub(super) fn settle(&mut self, id: &PeerId, me: &LocalState, notifications: &mut Notifications, cx: &mut Context) {
        let first_look = self.own.entered().is_none_or(|since| cx.now.since(since) < FIRST_LOOK_MS);
        self.catch_up(id, me, notifications, cx);
        self.reconcile(id, me, cx);
        self.let_go(id, cx);
        self.resynchronise(id, cx);
        self.tell_apart(id);
        let beside = self.facts.of(id).beside;
        let Some((peer, common)) = self.with(id, me) else { return };
        peer.link.tick(&mut peer.outbox, &common, cx);
        peer.link.watch(peer.person.promised(), cx);
        peer.link.play(peer.person.audible(), cx);
        peer.link.send(me.on_air, cx);
        let silent = me.deaf || beside;
        peer.person.playback.tell(peer.link.stream().map(|stream| stream.connection), silent, cx);
        // In a crowd not everybody who is unmuted keeps sending.
        let speaks = peer.person.inside() && peer.person.unmuted() && common.people <= MANY_PEOPLE;
        peer.link.expect_voice(speaks, cx.now);
        peer.outbox.tick(cx.now);
        announcements::announce(peer, first_look, me, notifications, cx);
    }

    /// Two of the same name are told apart by a number, which stays with whoever has it for as long as they are here.
    fn tell_apart(&mut self, id: &PeerId) {
        let Some(peer) = self.peers.get(id) else { return };
        let taken: Vec<u32> = match (peer.person.shown(), peer.person.called.holds()) {
            (true, false) => {
                let others = self.peers.values().filter(|other| other.person.shown());
                others.filter_map(|other| other.person.called.number_among(&peer.person.called)).collect()
            }
            (false, true) => Vec::new(),
            (true, true) | (false, false) => return,
        };
        let Some(peer) = self.peers.get_mut(id) else { return };
        if peer.person.shown() { peer.person.called.come(&taken) } else { peer.person.called.go() }
    }

    /// A link exists exactly while both are in the room.
    pub(super) fn reconcile(&mut self, id: &PeerId, me: &LocalState, cx: &mut Context) {
        let inside = self.own.inside();
        let next_tile = TileId(self.next_tile);
        let Some((peer, common)) = self.with(id, me) else { return };
        let mut placed = false;
        if peer.person.shown() && peer.person.tile == TileId(0) {
            peer.person.tile = next_tile;
            placed = true;
        }
        let wanted = inside && peer.person.inside() && !peer.member.other_version;
        match (wanted, peer.link.wanted()) {
            (true, false) => peer.link.begin(&mut peer.outbox, &common, cx),
            (false, true) => peer.link.end(cx),
            (true, true) | (false, false) => {}
        }
        self.next_tile += u32::from(placed);
    }
}
