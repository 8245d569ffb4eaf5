//! Where the tiles stand, as far as it follows from who is here, who speaks and who shares.

use super::Meeting;
use crate::arrangement::Here;
use crate::turn::Turn;

impl Meeting {
    /// Looks around at the end of a turn.
    pub(super) fn look_at_places(&mut self, turn: &Turn) {
        let inside = self.peers.values().filter(|peer| peer.inside());
        let here: Vec<Here> = inside
            .map(|peer| {
                let unmuted = peer.status.as_ref().is_some_and(|status| status.microphone);
                let speaking = unmuted && peer.voice.speaking(turn.now);
                Here { tile: peer.tile, speaking, sharing: peer.shares_picture() }
            })
            .collect();
        self.arrangement.settle(&here, turn.now);
    }
}
