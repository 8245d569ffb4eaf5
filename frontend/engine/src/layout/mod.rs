//! Layout: where the tiles stand, as far as it follows from who is here, who speaks, who shares, what the person wants, and which
//! shape pictures and window have.

mod dominant_speaker;
mod picture_shapes;
pub mod rows;
mod tile_layout;
pub mod tiling;
pub mod zoom;

use crate::api::intent::{Intent, LayoutIntent};
use crate::api::view::Spot;
use crate::base::time::{Time, soonest};
use crate::room::feature::{Feature, Room, RoomContext, RoomView};
use picture_shapes::PictureShapes;
use plenum_shared::ids::PeerId;
use tile_layout::{Here, TileLayout};

/// How the tiles stand.
pub struct Layouts {
    tiles: TileLayout,
    shapes: PictureShapes,
}

impl Default for Layouts {
    fn default() -> Layouts {
        Layouts { tiles: TileLayout::new(), shapes: PictureShapes::default() }
    }
}

impl Feature for Layouts {
    fn intent(&mut self, intent: &Intent, _room: &Room<'_>, cx: &mut RoomContext<'_, '_>) {
        let Intent::Layout(wish) = intent else { return };
        self.tiles.wish(*wish);
        if let LayoutIntent::Picture { spot, width, height } = *wish {
            self.shapes.seen(spot, width, height, cx.now());
        }
    }

    fn tick(&mut self, room: &Room<'_>, cx: &mut RoomContext<'_, '_>) {
        let here = room.others().map(|(_, peer)| Here {
            tile: peer.person.tile,
            speaking: peer.person.unmuted() && peer.person.voice.speaking(cx.now()),
            sharing: peer.person.shares_picture(),
        });
        let here: Vec<Here> = here.collect();
        self.tiles.settle(&here, cx.now());
        let there = |spot| match spot {
            // Whoever loads their page anew keeps the tile, and its shape with it.
            Spot::Person(tile) => room.peers.iter().any(|(_, peer)| peer.person.shown() && peer.person.tile == tile),
            Spot::Screen(tile) => here.iter().any(|one| one.tile == tile && one.sharing),
        };
        if self.shapes.settle(there, cx.now()) {
            cx.show();
        }
        for (id, peer) in room.peers {
            let tile = peer.person.tile;
            let facts = cx.facts_mut(id);
            facts.face = self.tiles.shown_as(Spot::Person(tile));
            facts.screen = self.tiles.shown_as(Spot::Screen(tile));
            facts.looked_at = self.tiles.looked_at(tile);
        }
    }

    fn deadline(&self, _us: PeerId, _now: Time) -> Option<Time> {
        soonest(self.tiles.deadline(), self.shapes.deadline())
    }

    fn view(&self, view: &mut RoomView, _now: Time) {
        view.layout = self.tiles.view();
        view.layout.shapes = self.shapes.view();
    }
}
