//! "Please switch off your microphone": a request between equals, which the other may pass over. It is never an order.

use crate::api::effect::Source;
use crate::api::intent::{Intent, MuteRequestIntent};
use crate::api::view::NoticeKind;
use crate::base::time::Time;
use crate::messaging::message::{MuteRequestMessage, PeerMessage};
use crate::room::feature::{Feature, Room, RoomContext};
use litemap::LiteMap;
use plenum_shared::ids::PeerId;

/// One person is asked so often at most, milliseconds.
const ASK_MS: u64 = 10_000;
/// And may ask so often, milliseconds: what comes faster is not shown.
const HEAR_ONE_MS: u64 = 30_000;
/// All of them together may, milliseconds.
const HEAR_ALL_MS: u64 = 10_000;

/// Who asked whom, and when.
#[derive(Debug, Default)]
pub struct MuteRequests {
    pairs: LiteMap<PeerId, Asked>,
    /// When anybody's was last shown.
    heard: Option<Time>,
}

/// Between one person and us.
#[derive(Debug, Default)]
struct Asked {
    /// We asked them.
    them: Option<Time>,
    /// They asked us, and we were told.
    us: Option<Time>,
}

/// Whether something may happen again.
fn again(last: Option<Time>, every: u64, now: Time) -> bool {
    last.is_none_or(|last| now.since(last) >= every)
}

impl MuteRequests {
    /// Asks somebody, unless they are silent already or were asked a moment ago. Says whether it did.
    fn ask(&mut self, id: &PeerId, room: &Room<'_>, cx: &mut RoomContext<'_, '_>) -> bool {
        if !room.companion(id).is_some_and(|peer| peer.person.unmuted()) {
            return false;
        }
        let asked = self.pairs.entry(*id).or_default();
        let may = again(asked.them, ASK_MS, cx.now());
        if may {
            asked.them = Some(cx.now());
            cx.write(id, MuteRequestMessage::Please {});
        }
        may
    }
}

impl Feature for MuteRequests {
    /// Asks somebody, or everybody.
    fn intent(&mut self, intent: &Intent, room: &Room<'_>, cx: &mut RoomContext<'_, '_>) {
        let Intent::MuteRequest(intent) = intent else { return };
        let (any, notice) = match intent {
            MuteRequestIntent::AskToMute(id) => (self.ask(id, room, cx), NoticeKind::Asked),
            // One message to each: whoever is asked sees who asks, and decides for themselves.
            MuteRequestIntent::AskAllToMute => {
                let asked = room.others().filter(|(id, _)| self.ask(id, room, cx)).count();
                (asked > 0, NoticeKind::AskedAll)
            }
        };
        if any {
            cx.notifications.pass(notice, cx.now());
        }
    }

    /// Somebody asks us. Whoever is silent already has nothing to be told.
    fn message(&mut self, from: &PeerId, message: &PeerMessage, room: &Room<'_>, cx: &mut RoomContext<'_, '_>) {
        let PeerMessage::MuteRequest(MuteRequestMessage::Please {}) = message else { return };
        let listens = room.me.sends(Source::Microphone) && again(self.heard, HEAR_ALL_MS, cx.now());
        let Some(peer) = room.peers.get(from).filter(|peer| listens && peer.person.inside()) else { return };
        let asked = self.pairs.entry(*from).or_default();
        if again(asked.us, HEAR_ONE_MS, cx.now()) {
            (asked.us, self.heard) = (Some(cx.now()), Some(cx.now()));
            cx.notifications.pass(NoticeKind::AskedToMute(peer.person.tile), cx.now());
        }
    }

    fn forgotten(&mut self, id: &PeerId, _cx: &mut RoomContext<'_, '_>) {
        self.pairs.remove(id);
    }
}
