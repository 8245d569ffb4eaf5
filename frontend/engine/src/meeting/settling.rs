//! The end of a turn for one peer: what has come of all that was heard, done and told.

use super::{Meeting, Stand, tidings};
use crate::gathering::{Gathering, Myself};
use crate::news::Bulletin;
use crate::turn::Turn;
use crate::view::TileId;
use plenum_shared::ids::PeerId;

/// Who is there already when we come in is no news, milliseconds after our own arrival.
const FIRST_LOOK_MS: u64 = 4_000;

impl Meeting {
    /// One peer at the end of a turn.
    pub(super) fn settle(&mut self, id: &PeerId, me: &Myself, bulletin: &mut Bulletin, turn: &mut Turn) {
        let first_look = match self.stand {
            Stand::In { since } => turn.now.since(since) < FIRST_LOOK_MS,
            Stand::Lobby => true,
        };
        self.catch_up(id, me, turn);
        self.reconcile(id, me, turn);
        self.let_go(id, turn);
        self.resynchronise(id, turn);
        self.tell_apart(id);
        let Some((peer, common)) = self.with(id, me) else { return };
        peer.tie.tick(&mut peer.post, &common, turn);
        peer.tie.watch(peer.promised(), turn);
        peer.tie.play(peer.audible(), turn);
        peer.tie.send(me.on_air, turn);
        let silent = me.deaf || peer.together.silent();
        peer.listening.tell(peer.tie.stream().map(|stream| stream.connection), silent, turn);
        peer.post.tick(turn.now);
        tidings::announce(peer, first_look, bulletin, turn);
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
    pub(super) fn reconcile(&mut self, id: &PeerId, me: &Myself, turn: &mut Turn) {
        let inside = self.inside();
        let next_tile = TileId(self.next_tile);
        let Some((peer, common)) = self.with(id, me) else { return };
        let mut placed = false;
        if peer.shown() && peer.tile == TileId(0) {
            peer.tile = next_tile;
            placed = true;
        }
        let wanted = inside && peer.inside() && !peer.other_version;
        match (wanted, peer.tie.wanted()) {
            (true, false) => peer.tie.begin(&mut peer.post, &common, turn),
            (false, true) => peer.tie.end(turn),
            (true, true) | (false, false) => {}
        }
        self.next_tile += u32::from(placed);
    }
}
