//! Where the tiles stand, as far as it follows from who is here, who speaks and who shares.

use super::Meeting;
use crate::api::context::Context;
use crate::layout::arrangement::Here;

impl Meeting {
    /// Looks around at the end of a turn.
    pub(super) fn look_at_places(&mut self, cx: &Context) {
        let inside = self.peers.values().filter(|peer| peer.inside());
        let here: Vec<Here> = inside
            .map(|peer| {
                let unmuted = peer.status.as_ref().is_some_and(|status| status.microphone);
                let speaking = unmuted && peer.voice.speaking(cx.now);
                Here { tile: peer.tile, speaking, sharing: peer.shares_picture() }
            })
            .collect();
        self.arrangement.settle(&here, cx.now);
    }
}
