//! Who hears and sees whom: each connection is graded at the end of every event, and written down once a second for as long
//! as a person looks.

mod grade;
mod hearing_report;
mod history;
mod link_report;
mod overview;

use crate::api::intent::{DiagnosticsIntent, Intent};
use crate::api::stats::Stats;
use crate::api::view::{Connections, Grade, LinkState, Person};
use crate::base::ids::ConnectionId;
use crate::base::time::Time;
use crate::messaging::message::{DiagnosticsMessage, PeerMessage};
use crate::room::facts::AllFacts;
use crate::room::feature::{Feature, Room, RoomContext, RoomView};
use hearing_report::OwnReport;
use link_report::LinkReport;
use litemap::LiteMap;
use plenum_shared::ids::PeerId;
use std::sync::Arc;

/// So often is it written down anew, milliseconds: figures do not come more often.
const EVERY_MS: u64 = 1_000;

/// What is known of all connections.
#[derive(Default)]
pub struct Diagnostics {
    reports: LiteMap<PeerId, LinkReport>,
    own: OwnReport,
    look: Look,
}

/// Whether a person looks.
#[derive(Default)]
enum Look {
    /// They do not, and nothing is written down.
    #[default]
    Away,
    /// They have just begun to.
    Asked,
    /// This is what they see, as of then.
    Open(Arc<Connections>, Time),
}

impl Diagnostics {
    /// Grades every link.
    fn grade(&mut self, room: &Room<'_>, cx: &mut RoomContext) {
        let now = cx.now();
        for (id, peer) in room.peers {
            let report = self.reports.entry(*id).or_default();
            let (up, grade) = match peer.link.view(now) {
                LinkState::Connected => {
                    let heartbeats = peer.link.channel(now).is_some_and(|(_, trusted)| trusted);
                    (true, Some(grade::grade(report.fresh(now), heartbeats, peer.link.soundless().is_none())))
                }
                LinkState::Interrupted | LinkState::Failed => (false, Some(Grade::Poor)),
                LinkState::None | LinkState::Connecting | LinkState::Leaving | LinkState::OtherVersion => (false, None),
            };
            let before = report.grade();
            report.weigh(peer.person.inside(), up, grade, now);
            if report.grade() != before {
                cx.show();
            }
        }
    }

    fn show(&mut self, room: &Room<'_>, cx: &mut RoomContext) {
        let now = cx.now();
        let before = match &self.look {
            Look::Away => return,
            Look::Open(_, made) if now.since(*made) < EVERY_MS => return,
            Look::Asked => None,
            Look::Open(connections, _) => Some(connections.clone()),
        };
        let fresh = overview::overview(&self.reports, room, cx);
        let connections = before.filter(|before| **before == fresh).unwrap_or_else(|| Arc::new(fresh));
        self.look = Look::Open(connections, now);
        cx.show();
    }
}

impl Feature for Diagnostics {
    fn intent(&mut self, intent: &Intent, _room: &Room<'_>, _cx: &mut RoomContext<'_, '_>) {
        let Intent::Diagnostics(DiagnosticsIntent::WatchConnections(look)) = intent else { return };
        match (&self.look, look) {
            (_, false) => self.look = Look::Away,
            (Look::Away, true) => self.look = Look::Asked,
            (Look::Asked | Look::Open(..), true) => {}
        }
    }

    fn message(&mut self, from: &PeerId, message: &PeerMessage, _room: &Room<'_>, _cx: &mut RoomContext<'_, '_>) {
        if let PeerMessage::Diagnostics(DiagnosticsMessage::HearingReport(report)) = message {
            self.reports.entry(*from).or_default().hear_of(report.clone());
        }
    }

    fn stats(&mut self, id: ConnectionId, stats: &Stats, cx: &mut RoomContext<'_, '_>) {
        self.reports.entry(id.peer).or_default().take(stats, cx.now());
    }

    fn forgotten(&mut self, id: &PeerId, _cx: &mut RoomContext<'_, '_>) {
        self.reports.remove(id);
    }

    fn tick(&mut self, room: &Room<'_>, cx: &mut RoomContext<'_, '_>) {
        self.grade(room, cx);
        self.own.tell(&self.reports, room, cx);
        self.show(room, cx);
    }

    fn deadline(&self, _us: PeerId, _now: Time) -> Option<Time> {
        match &self.look {
            Look::Open(_, made) => Some(*made + EVERY_MS),
            Look::Away | Look::Asked => None,
        }
    }

    fn view_person(&self, person: &mut Person, _facts: &AllFacts) {
        person.grade = self.reports.get(&person.peer).map_or(Grade::Good, LinkReport::grade);
    }

    fn view(&self, view: &mut RoomView, _now: Time) {
        view.connections = match &self.look {
            Look::Open(connections, _) => Some(connections.clone()),
            Look::Away | Look::Asked => None,
        };
    }
}
