//! Layout: where the tiles stand, as far as it follows from who is here, who speaks, who shares and what the person wants.

mod dominant_speaker;
mod tile_layout;

use crate::api::intent::Intent;
use crate::api::view::Spot;
use crate::base::time::Time;
use crate::room::feature::{Feature, Room, RoomContext, RoomView};
use plenum_shared::ids::PeerId;
use tile_layout::{Here, TileLayout};

/// How the tiles stand.
pub struct Layouts(TileLayout);

impl Default for Layouts {
    fn default() -> Layouts {
        Layouts(TileLayout::new())
    }
}

impl Feature for Layouts {
    fn intent(&mut self, intent: &Intent, _room: &Room<'_>, _cx: &mut RoomContext<'_, '_>) {
        if let Intent::Layout(wish) = intent {
            self.0.wish(*wish);
        }
    }

    fn tick(&mut self, room: &Room<'_>, cx: &mut RoomContext<'_, '_>) {
        let here = room.others().map(|(_, peer)| Here {
            tile: peer.person.tile,
            speaking: peer.person.unmuted() && peer.person.voice.speaking(cx.now()),
            sharing: peer.person.shares_picture(),
        });
        let here: Vec<Here> = here.collect();
        self.0.settle(&here, cx.now());
        for (id, peer) in room.peers {
            let tile = peer.person.tile;
            let facts = cx.facts_mut(id);
            facts.face = self.0.shown_as(Spot::Person(tile));
            facts.screen = self.0.shown_as(Spot::Screen(tile));
            facts.looked_at = self.0.looked_at(tile);
        }
    }

    fn deadline(&self, _us: PeerId, _now: Time) -> Option<Time> {
        self.0.deadline()
    }

    fn view(&self, view: &mut RoomView, _now: Time) {
        view.layout = self.0.view();
    }
}
