//! Who sits in one room with us: said to each of them alone, and told to the person when somebody says it of us.

mod claim;

use crate::api::intent::{CoLocationIntent, Intent};
use crate::api::view::{NoticeKind, Person, Seating};
use crate::base::time::Time;
use crate::messaging::message::{Claim, CoLocationMessage, PeerMessage};
use crate::room::facts::AllFacts;
use crate::room::feature::{Feature, Room, RoomContext};
use claim::CoLocation;
use litemap::LiteMap;
use plenum_shared::ids::PeerId;

/// However many say it of us, a person is told so often at most, milliseconds.
const TELL_MS: u64 = 10_000;

/// Who sits where, as far as anybody says so.
#[derive(Debug, Default)]
pub struct CoLocations {
    pairs: LiteMap<PeerId, CoLocation>,
    /// When a person was last told that somebody says it of them.
    told: Option<Time>,
}

impl CoLocations {
    fn say(&mut self, id: &PeerId, sits: bool, cx: &mut RoomContext) {
        let pair = self.pairs.entry(*id).or_default();
        let claim = pair.say(sits);
        cx.facts_mut(id).beside = pair.silent();
        write(id, claim, cx);
    }
}

impl Feature for CoLocations {
    fn intent(&mut self, intent: &Intent, room: &Room<'_>, cx: &mut RoomContext<'_, '_>) {
        let Intent::CoLocation(CoLocationIntent::SitTogether(id, sits)) = intent else { return };
        if room.companion(id).is_some() {
            self.say(id, *sits, cx);
        }
    }

    fn message(&mut self, from: &PeerId, message: &PeerMessage, _room: &Room<'_>, cx: &mut RoomContext<'_, '_>) {
        let PeerMessage::CoLocation(CoLocationMessage::Claim(claim)) = message else { return };
        let pair = self.pairs.entry(*from).or_default();
        let answer = pair.hear(*claim);
        cx.facts_mut(from).beside = pair.silent();
        write(from, answer, cx);
    }

    /// Who said goodbye for good has left their seat, too.
    fn resumed(&mut self, old: &PeerId, heir: &PeerId, kept: bool, cx: &mut RoomContext<'_, '_>) {
        let sits = kept && self.pairs.get(old).is_some_and(CoLocation::ours);
        self.say(heir, sits, cx);
    }

    fn forgotten(&mut self, id: &PeerId, _cx: &mut RoomContext<'_, '_>) {
        self.pairs.remove(id);
    }

    /// Tells the person who says that they sit together, for as long as that is a question.
    fn tick(&mut self, room: &Room<'_>, cx: &mut RoomContext<'_, '_>) {
        for (id, pair) in &mut self.pairs {
            let Some(peer) = room.peers.get(id) else { continue };
            let notice = NoticeKind::AskedToSit(peer.person.tile);
            if !peer.person.inside() || pair.seating() != Seating::Invited {
                cx.notifications.dismiss(notice);
            } else if self.told.is_none_or(|told| cx.now().since(told) >= TELL_MS) && pair.tell(cx.now()) {
                self.told = Some(cx.now());
                cx.notifications.linger(notice, cx.now());
            }
        }
    }

    fn view_person(&self, person: &mut Person, _facts: &AllFacts) {
        person.seating = self.pairs.get(&person.peer).map_or(Seating::Apart, CoLocation::seating);
    }
}

fn write(to: &PeerId, claim: Option<Claim>, cx: &mut RoomContext) {
    if let Some(claim) = claim {
        cx.write(to, CoLocationMessage::Claim(claim));
    }
}
