//! "Whom I hear": said to everybody when it changes, so that each can see who does not hear whom.

use super::link_report::LinkReport;
use crate::api::view::{Grade, LinkState};
use crate::base::time::Time;
use crate::messaging::message::{DiagnosticsMessage, HearingReport};
use crate::room::feature::{Room, RoomContext};
use litemap::LiteMap;
use plenum_shared::ids::PeerId;

/// It is looked at so often, milliseconds.
const LOOK_MS: u64 = 1_000;
/// And said so often at most, milliseconds: on a bad day everything changes all the time, and nobody needs to know at once.
const SAY_MS: u64 = 5_000;

/// What was said last.
#[derive(Default)]
pub struct OwnReport {
    told: HearingReport,
    looked: Option<Time>,
    written: Option<Time>,
}

impl OwnReport {
    /// Tells everybody in the room whom we hear, if that is not what they know.
    pub fn tell(&mut self, reports: &LiteMap<PeerId, LinkReport>, room: &Room<'_>, cx: &mut RoomContext) {
        let now = cx.now();
        let due = |last: Option<Time>, every: u64| last.is_none_or(|last| now.since(last) >= every);
        if !room.inside || !due(self.looked, LOOK_MS) || !due(self.written, SAY_MS) {
            return;
        }
        let (mut well, mut badly) = (Vec::new(), Vec::new());
        for (id, peer) in room.others() {
            if peer.link.view(now) == LinkState::Connected && peer.link.soundless().is_none() {
                match reports.get(id).map_or(Grade::Good, LinkReport::grade) {
                    Grade::Good | Grade::Fair => well.push(*id),
                    Grade::Poor => badly.push(*id),
                }
            }
        }
        self.looked = Some(now);
        if (&self.told.well, &self.told.badly) == (&well, &badly) {
            return;
        }
        self.told = HearingReport { revision: self.told.revision.saturating_add(1), well, badly };
        self.written = Some(now);
        for (id, _) in room.others() {
            cx.write(id, DiagnosticsMessage::HearingReport(self.told.clone()));
        }
    }
}
