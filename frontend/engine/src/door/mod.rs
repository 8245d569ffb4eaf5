//! The door: who stands in the lobby and cannot be heard or seen, for those inside to help them by text.
//!
//! What is said between the lobby and the room are private messages (`private_messages/`).

use crate::api::values::DoorTrouble;
use crate::api::view::{NoticeKind, TileId};
use crate::base::time::{Time, soonest};
use crate::room::feature::{Feature, Room, RoomContext, RoomView};
use litemap::LiteMap;
use plenum_shared::ids::PeerId;
use std::sync::Arc;

/// Trouble that lasts so long, milliseconds, is told: who presses the wrong answer presses the other one next.
const LASTS_MS: u64 = 5_000;
/// Nobody is told of twice within so long, milliseconds: trouble that comes and goes must not call everybody again and again.
const AGAIN_MS: u64 = 60_000;

/// Who is in trouble.
#[derive(Default)]
pub struct Door {
    since: LiteMap<PeerId, Time>,
    /// Of one of them a notice stands at a time: more people in trouble than that are seen in the list.
    told: Option<TileId>,
    /// When each was told of.
    at: LiteMap<TileId, Time>,
    shown: Arc<[(TileId, DoorTrouble)]>,
}

impl Feature for Door {
    fn forgotten(&mut self, id: &PeerId, _cx: &mut RoomContext<'_, '_>) {
        self.since.remove(id);
    }

    fn closing(&mut self, cx: &mut RoomContext<'_, '_>) {
        self.tell(None, cx);
        *self = Door::default();
    }

    fn tick(&mut self, room: &Room<'_>, cx: &mut RoomContext<'_, '_>) {
        let now = cx.now();
        let mut shown = Vec::new();
        let mut first: Option<(Time, TileId)> = None;
        self.at.retain(|_, at| now.since(*at) < AGAIN_MS);
        for (id, peer) in room.peers {
            let Some(trouble) = peer.person.trouble().filter(|_| room.inside) else {
                self.since.remove(id);
                continue;
            };
            let since = *self.since.entry(*id).or_insert(now);
            if now.since(since) >= LASTS_MS {
                shown.push((peer.person.tile, trouble));
                let this = (since, peer.person.tile);
                if !self.at.contains_key(&this.1) {
                    first = Some(first.map_or(this, |first| first.min(this)));
                }
            }
        }
        if *self.shown != *shown {
            self.shown = shown.into();
            cx.show();
        }
        // Whoever was told of stays until their trouble is over.
        let told = self.told.filter(|told| self.shown.iter().any(|(tile, _)| tile == told));
        self.tell(told.or(first.map(|(_, tile)| tile)), cx);
    }

    fn deadline(&self, _us: PeerId, now: Time) -> Option<Time> {
        let due = self.since.values().map(|since| *since + LASTS_MS).filter(|due| *due > now);
        due.fold(None, |soon, due| soonest(soon, Some(due)))
    }

    fn view(&self, view: &mut RoomView, _now: Time) {
        view.beside.door = self.shown.clone();
    }
}

impl Door {
    fn tell(&mut self, tile: Option<TileId>, cx: &mut RoomContext<'_, '_>) {
        if let Some(before) = self.told.filter(|before| Some(*before) != tile) {
            cx.notifications.hold(NoticeKind::TroubleAtDoor(before), false);
        }
        if let Some(tile) = tile.filter(|tile| self.told != Some(*tile)) {
            self.at.insert(tile, cx.now());
        }
        self.told = tile;
        if let Some(tile) = tile {
            cx.notifications.hold(NoticeKind::TroubleAtDoor(tile), true);
        }
    }
}
