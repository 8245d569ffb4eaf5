//! Who hears and sees whom: judged at the end of every turn, and written down once a second for as long as a person looks.

mod others_reports;

use super::Meeting;
use crate::api::view::{Between, ConnectionTo, Grade, Lines, LinkState, Mutual, Rift, Shown};
use crate::bandwidth::MANY_PEOPLE;
use crate::base::time::Time;
use crate::diagnostics::grade;
use crate::diagnostics::link_report::Ear;
use crate::meeting::contract::RoomHandle;
use crate::room::participant::Peer;
use others_reports::HearingReports;
use plenum_shared::ids::PeerId;
use std::sync::Arc;

/// So often is it written down anew, milliseconds: figures do not come more often.
const EVERY_MS: u64 = 1_000;
/// So many lines between others are named at most: somebody may say of everybody that they do not hear them.
const MAX_NAMED: usize = 12;

/// What we tell the others of whom we hear, and what a person looks at.
#[derive(Default)]
pub(super) struct Lookout {
    hearsay: HearingReports,
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
    Open(Arc<Lines>, Time),
}

impl Lookout {
    /// A person looks, or no more.
    pub(super) fn look(&mut self, look: bool) {
        match (&self.look, look) {
            (_, false) => self.look = Look::Away,
            (Look::Away, true) => self.look = Look::Asked,
            (Look::Asked | Look::Open(..), true) => {}
        }
    }

    /// What they see.
    pub(super) fn shown(&self) -> Option<Arc<Lines>> {
        match &self.look {
            Look::Open(lines, _) => Some(lines.clone()),
            Look::Away | Look::Asked => None,
        }
    }

    /// When it is written down anew.
    pub(super) fn deadline(&self) -> Option<Time> {
        match &self.look {
            Look::Open(_, made) => Some(*made + EVERY_MS),
            Look::Away | Look::Asked => None,
        }
    }
}

impl Meeting {
    /// Judges every line, and writes down what there is to see if somebody looks.
    pub(super) fn judge_lines(&mut self, now: Time) {
        let people = 1 + self.peers.values().filter(|peer| peer.inside()).count();
        for peer in self.peers.values_mut() {
            let speaks = peer.inside() && peer.status.as_ref().is_some_and(|status| status.microphone);
            peer.link.expect_voice(speaks && people <= MANY_PEOPLE, now);
            let (up, grade) = match peer.link.view(now) {
                LinkState::Connected => {
                    let heartbeats = peer.link.channel(now).is_some_and(|(_, trusted)| trusted);
                    let stats = peer.policy.road().and_then(|road| road.fresh(now));
                    (true, Some(grade::grade(stats, heartbeats, peer.link.soundless().is_none())))
                }
                LinkState::Interrupted | LinkState::Failed => (false, Some(Grade::Poor)),
                LinkState::None | LinkState::Connecting | LinkState::Leaving | LinkState::OtherVersion => (false, None),
            };
            let inside = peer.inside();
            peer.link_report.weigh(inside, up, grade, now);
        }
        self.tell_hearing(now);
        let before = match &self.lookout.look {
            Look::Away => return,
            Look::Open(_, made) if now.since(*made) < EVERY_MS => return,
            Look::Asked => None,
            Look::Open(lines, _) => Some(lines.clone()),
        };
        let fresh = self.write_down(now);
        let lines = before.filter(|before| **before == fresh).unwrap_or_else(|| Arc::new(fresh));
        self.lookout.look = Look::Open(lines, now);
    }

    fn write_down(&self, now: Time) -> Lines {
        let us = self.session.peer();
        let inside = || self.peers.iter().filter(|(_, peer)| self.inside() && peer.inside());
        let we = [self.said.microphone, self.said.camera];
        let mut ours: Vec<ConnectionTo> = inside().map(|(_, peer)| line(peer, &us, we, now)).collect();
        ours.sort_by_key(|line| line.tile);
        let mut settled: Vec<(&PeerId, &Peer)> = inside().filter(|(_, peer)| peer.link_report.settled(now)).collect();
        settled.sort_by_key(|(_, peer)| peer.tile);
        let (mut others, mut told) = (Vec::new(), settled.len() > 1);
        for (index, (id, peer)) in settled.iter().enumerate() {
            for (other_id, other) in &settled[..index] {
                match (other.link_report.ear(id), peer.link_report.ear(other_id)) {
                    (Some(theirs), Some(back)) => others.extend(between(other, theirs, peer, back)),
                    (None, _) | (_, None) => told = false,
                }
            }
        }
        others.sort_by_key(|between: &Between| (between.one, between.other));
        let more = others.len().saturating_sub(MAX_NAMED);
        others.truncate(MAX_NAMED);
        Lines { ours: ours.into(), others: others.into(), more: u32::try_from(more).unwrap_or(u32::MAX), told }
    }
}

/// What is wrong between two of the others, each with how they say they hear the other; nothing if nothing is.
fn between(one: &Peer, hears_other: Ear, other: &Peer, hears_one: Ear) -> Option<Between> {
    let (deaf, other, what) = match (hears_other, hears_one) {
        (Ear::Well, Ear::Well) => return None,
        (Ear::Not, Ear::Not) => (one, other, Rift::Both),
        (Ear::Not, Ear::Well | Ear::Badly) => (one, other, Rift::One),
        (Ear::Well | Ear::Badly, Ear::Not) => (other, one, Rift::One),
        (Ear::Badly, Ear::Well | Ear::Badly) | (Ear::Well, Ear::Badly) => (one, other, Rift::Poor),
    };
    Some(Between { one: deaf.tile, other: other.tile, what })
}

fn line(peer: &Peer, us: &PeerId, ours: [bool; 2], now: Time) -> ConnectionTo {
    let link = peer.link.view(now);
    let trace = peer.link_report.trace(now);
    let heard = link == LinkState::Connected && peer.link.soundless().is_none();
    let hearing = match (heard, peer.link_report.ear_for_us(us, now)) {
        (true, Some(Ear::Well | Ear::Badly)) => Mutual::Both,
        (true, Some(Ear::Not)) => Mutual::OnlyWe,
        (true, None) => Mutual::We,
        (false, Some(Ear::Well | Ear::Badly)) => Mutual::OnlyThey,
        (false, Some(Ear::Not) | None) => Mutual::Neither,
    };
    ConnectionTo {
        tile: peer.tile,
        link,
        grade: peer.link_report.grade(),
        hearing,
        shown: Shown { ours, theirs: peer.perceived() },
        now: trace.last().copied().flatten().filter(|_| link == LinkState::Connected),
        way: peer.link_report.newest().map(|stats| stats.way).filter(|_| link == LinkState::Connected),
        trace: trace.into(),
    }
}
