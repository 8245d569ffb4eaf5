//! "Whom I hear": said to everybody when it changes, so that each can see who does not hear whom.

use super::Meeting;
use crate::api::view::{Grade, LinkState};
use crate::base::time::Time;
use crate::meeting::contract::RoomHandle;
use crate::messaging::message::{DiagnosticsMessage, HearingReport, PeerMessage};
use crate::messaging::outbox::Route;

/// It is looked at so often, milliseconds.
const LOOK_MS: u64 = 1_000;
/// And said so often at most, milliseconds: on a bad day everything changes all the time, and nobody needs to know at once.
const SAY_MS: u64 = 5_000;

/// What was said last.
#[derive(Default)]
pub struct HearingReports {
    told: HearingReport,
    looked: Option<Time>,
    written: Option<Time>,
}

impl Meeting {
    /// Tells everybody in the room whom we hear, if that is not what they know.
    pub(super) fn tell_hearing(&mut self, now: Time) {
        let due = |last: Option<Time>, every: u64| last.is_none_or(|last| now.since(last) >= every);
        let hearsay = &self.lookout.hearsay;
        if !self.inside() || !due(hearsay.looked, LOOK_MS) || !due(hearsay.written, SAY_MS) {
            return;
        }
        let (mut well, mut badly) = (Vec::new(), Vec::new());
        for (id, peer) in &self.peers {
            if peer.inside() && peer.link.view(now) == LinkState::Connected && peer.link.soundless().is_none() {
                match peer.link_report.grade() {
                    Grade::Good | Grade::Fair => well.push(*id),
                    Grade::Poor => badly.push(*id),
                }
            }
        }
        self.lookout.hearsay.looked = Some(now);
        let told = &mut self.lookout.hearsay.told;
        if (&told.well, &told.badly) == (&well, &badly) {
            return;
        }
        *told = HearingReport { revision: told.revision.saturating_add(1), well, badly };
        let told = told.clone();
        self.lookout.hearsay.written = Some(now);
        for peer in self.peers.values_mut().filter(|peer| peer.inside()) {
            peer.outbox.withdraw(|_, message| {
                matches!(message, PeerMessage::Diagnostics(DiagnosticsMessage::HearingReport(_)))
            });
            peer.outbox.write(0, DiagnosticsMessage::HearingReport(told.clone()), Route::Best, now);
        }
    }
}
