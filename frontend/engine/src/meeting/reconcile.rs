//! The end of a turn for one peer: what has come of all that was heard, done and told.

use super::{Meeting, Stand, announcements};
use crate::api::context::Context;
use crate::api::view::TileId;
use crate::meeting::contract::{LocalState, RoomHandle};
use crate::notifications::Notifications;
use plenum_shared::ids::PeerId;

/// Who is there already when we come in is no news, milliseconds after our own arrival.
const FIRST_LOOK_MS: u64 = 4_000;

impl Meeting {
    /// One peer at the end of a turn.
    pub(super) fn settle(&mut self, id: &PeerId, me: &LocalState, notifications: &mut Notifications, cx: &mut Context) {
        let first_look = match self.stand {
            Stand::In { since } => cx.now.since(since) < FIRST_LOOK_MS,
            Stand::Lobby => true,
        };
        self.catch_up(id, me, cx);
        self.reconcile(id, me, cx);
        self.let_go(id, cx);
        self.resynchronise(id, cx);
        self.tell_apart(id);
        let Some((peer, common)) = self.with(id, me) else { return };
        peer.link.tick(&mut peer.outbox, &common, cx);
        peer.link.watch(peer.promised(), cx);
        peer.link.play(peer.audible(), cx);
        peer.link.send(me.on_air, cx);
        let silent = me.deaf || peer.together.silent();
        peer.listening.tell(peer.link.stream().map(|stream| stream.connection), silent, cx);
        peer.outbox.tick(cx.now);
        announcements::announce(peer, first_look, notifications, cx);
    }

    /// Two of the same name are told apart by a number, which stays with whoever has it for as long as they are here.
    fn tell_apart(&mut self, id: &PeerId) {
        let Some(peer) = self.peers.get(id) else { return };
        let taken: Vec<u32> = match (peer.shown(), peer.called.holds()) {
            (true, false) => {
                let others = self.peers.values().filter(|other| other.shown());
                others.filter_map(|other| other.called.number_among(&peer.called)).collect()
            }
            (false, true) => Vec::new(),
            (true, true) | (false, false) => return,
        };
        let Some(peer) = self.peers.get_mut(id) else { return };
        if peer.shown() { peer.called.come(&taken) } else { peer.called.go() }
    }

    /// A tie exists exactly while both are in the room.
    pub(super) fn reconcile(&mut self, id: &PeerId, me: &LocalState, cx: &mut Context) {
        let inside = self.inside();
        let next_tile = TileId(self.next_tile);
        let Some((peer, common)) = self.with(id, me) else { return };
        let mut placed = false;
        if peer.shown() && peer.tile == TileId(0) {
            peer.tile = next_tile;
            placed = true;
        }
        let wanted = inside && peer.inside() && !peer.other_version;
        match (wanted, peer.link.wanted()) {
            (true, false) => peer.link.begin(&mut peer.outbox, &common, cx),
            (false, true) => peer.link.end(cx),
            (true, true) | (false, false) => {}
        }
        self.next_tile += u32::from(placed);
    }
}
