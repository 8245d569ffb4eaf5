//! What a person sees when they look at the connections: their own, and what is wrong between the others.

use super::link_report::{Ear, LinkReport};
use crate::api::effect::Source;
use crate::api::view::{Between, ConnectionTo, Connections, LinkState, Mutual, Rift, Shown};
use crate::base::time::Time;
use crate::room::feature::{Room, RoomContext};
use crate::room::peer::Peer;
use litemap::LiteMap;
use plenum_shared::ids::PeerId;

/// So many lines between others are named at most: somebody may say of everybody that they do not hear them.
const MAX_NAMED: usize = 12;

/// As of now.
pub fn overview(reports: &LiteMap<PeerId, LinkReport>, room: &Room<'_>, cx: &RoomContext) -> Connections {
    let now = cx.now();
    let others = || room.others().filter(|_| room.inside).filter_map(|(id, peer)| Some((id, peer, reports.get(id)?)));
    let we = [Source::Microphone, Source::Camera].map(|source| room.inside && room.me.sends(source));
    let mut ours: Vec<ConnectionTo> = others()
        .map(|(id, peer, report)| {
            let [_, camera] = peer.perceived();
            let [spared, _] = cx.facts(id).spared;
            let [voice, _] = peer.perceived();
            let shown = Shown { ours: we, theirs: [voice, camera && !spared] };
            connection(peer, report, &room.us, shown, now)
        })
        .collect();
    ours.sort_by_key(|one| one.tile);
    let mut settled: Vec<_> = others().filter(|(.., report)| report.settled(now)).collect();
    settled.sort_by_key(|(_, peer, _)| peer.person.tile);
    let (mut rifts, mut told) = (Vec::new(), settled.len() > 1);
    for (index, (id, peer, report)) in settled.iter().enumerate() {
        for (other_id, other, other_report) in &settled[..index] {
            match (other_report.ear(id), report.ear(other_id)) {
                (Some(theirs), Some(back)) => rifts.extend(between(other, theirs, peer, back)),
                (None, _) | (_, None) => told = false,
            }
        }
    }
    rifts.sort_by_key(|between: &Between| (between.one, between.other));
    let more = rifts.len().saturating_sub(MAX_NAMED);
    rifts.truncate(MAX_NAMED);
    Connections { ours: ours.into(), others: rifts.into(), more: u32::try_from(more).unwrap_or(u32::MAX), told }
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
    Some(Between { one: deaf.person.tile, other: other.person.tile, what })
}

fn connection(peer: &Peer, report: &LinkReport, us: &PeerId, shown: Shown, now: Time) -> ConnectionTo {
    let link = peer.link.view(now);
    let trace = report.trace(now);
    let heard = link == LinkState::Connected && peer.link.soundless().is_none();
    let hearing = match (heard, report.ear_for_us(us, now)) {
        (true, Some(Ear::Well | Ear::Badly)) => Mutual::Both,
        (true, Some(Ear::Not)) => Mutual::OnlyWe,
        (true, None) => Mutual::We,
        (false, Some(Ear::Well | Ear::Badly)) => Mutual::OnlyThey,
        (false, Some(Ear::Not) | None) => Mutual::Neither,
    };
    ConnectionTo {
        tile: peer.person.tile,
        link,
        grade: report.grade(),
        hearing,
        shown,
        now: trace.last().copied().flatten().filter(|_| link == LinkState::Connected),
        way: report.newest().map(|stats| stats.way).filter(|_| link == LinkState::Connected),
        trace: trace.into(),
    }
}
