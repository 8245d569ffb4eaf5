//! Reactions: what somebody shows over their tile for a moment. They are kept nowhere, and whoever comes later never sees them.

use crate::api::intent::{Intent, ReactionIntent};
use crate::api::values::Reaction;
use crate::api::view::{ShownReaction, TileId};
use crate::base::time::{Time, soonest};
use crate::base::token_bucket::Bucket;
use crate::messaging::message::{PeerMessage, ReactionMessage};
use crate::messaging::peer_budget::REACTIONS;
use crate::room::feature::{Feature, Room, RoomContext, RoomView};
use plenum_shared::ids::PeerId;

/// A reaction is shown for so long, milliseconds.
pub const SHOWN_MS: u64 = 3_000;

/// What is shown right now: one for each tile, its newest.
pub struct Reactions {
    shown: Vec<(ShownReaction, Time)>,
    count: u32,
    /// Our own: what is beyond the budget that others have for us would be seen here only.
    budget: Bucket,
}

impl Default for Reactions {
    fn default() -> Reactions {
        Reactions { shown: Vec::new(), count: 0, budget: Bucket::new(REACTIONS) }
    }
}

impl Reactions {
    fn show(&mut self, tile: Option<TileId>, reaction: Reaction, cx: &mut RoomContext<'_, '_>) {
        self.shown.retain(|(shown, _)| shown.tile != tile);
        self.count = self.count.wrapping_add(1);
        self.shown.push((ShownReaction { tile, reaction, number: self.count }, cx.now() + SHOWN_MS));
        cx.show();
    }
}

impl Feature for Reactions {
    fn intent(&mut self, intent: &Intent, room: &Room<'_>, cx: &mut RoomContext<'_, '_>) {
        let Intent::Reactions(ReactionIntent::React(reaction)) = *intent else { return };
        if !room.inside || reaction == Reaction::Unknown || !self.budget.take(cx.now()) {
            return;
        }
        for (id, _) in room.others() {
            cx.write(id, ReactionMessage::Show { reaction });
        }
        self.show(None, reaction, cx);
    }

    fn message(&mut self, from: &PeerId, message: &PeerMessage, room: &Room<'_>, cx: &mut RoomContext<'_, '_>) {
        let PeerMessage::Reactions(ReactionMessage::Show { reaction }) = *message else { return };
        if let Some(peer) = room.companion(from).filter(|_| reaction != Reaction::Unknown) {
            self.show(Some(peer.person.tile), reaction, cx);
        }
    }

    fn tick(&mut self, _room: &Room<'_>, cx: &mut RoomContext<'_, '_>) {
        let before = self.shown.len();
        let now = cx.now();
        self.shown.retain(|(_, until)| *until > now);
        if self.shown.len() != before {
            cx.show();
        }
    }

    fn deadline(&self, _us: PeerId, _now: Time) -> Option<Time> {
        self.shown.iter().fold(None, |soon, (_, until)| soonest(soon, Some(*until)))
    }

    fn view(&self, view: &mut RoomView, _now: Time) {
        view.beside.reactions = self.shown.iter().map(|(shown, _)| *shown).collect();
    }
}
