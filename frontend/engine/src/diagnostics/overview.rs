//! What a person sees when they look at the connections: their own, and what is wrong between the others.

use super::link_report::{Audibility, LinkReport};
use crate::api::effect::Source;
use crate::api::view::{Between, ConnectionTo, Connections, LinkState, Mutual, Rift, Shown};
use crate::base::time::Time;
use crate::room::feature::{Room, RoomContext};
use crate::room::peer::Peer;
use litemap::LiteMap;
use plenum_shared::ids::PeerId;

/// So many connections between others are named at most: somebody may say of everybody that they do not hear them.
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
            match (other_report.audibility(id), report.audibility(other_id)) {
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
fn between(one: &Peer, hears_other: Audibility, other: &Peer, hears_one: Audibility) -> Option<Between> {
    let (deaf, other, what) = match (hears_other, hears_one) {
        (Audibility::Well, Audibility::Well) => return None,
        (Audibility::Not, Audibility::Not) => (one, other, Rift::Both),
        (Audibility::Not, Audibility::Well | Audibility::Badly) => (one, other, Rift::One),
        (Audibility::Well | Audibility::Badly, Audibility::Not) => (other, one, Rift::One),
        (Audibility::Badly, Audibility::Well | Audibility::Badly) | (Audibility::Well, Audibility::Badly) => {
            (one, other, Rift::Poor)
        }
    };
    Some(Between { one: deaf.person.tile, other: other.person.tile, what })
}

fn connection(peer: &Peer, report: &LinkReport, us: &PeerId, shown: Shown, now: Time) -> ConnectionTo {
    let link = peer.link.view(now);
    let history = report.history(now);
    let heard = link == LinkState::Connected && peer.link.soundless().is_none();
    let hearing = match (heard, report.audibility_of_us(us, now)) {
        (true, Some(Audibility::Well | Audibility::Badly)) => Mutual::Both,
        (true, Some(Audibility::Not)) => Mutual::OnlyWe,
        (true, None) => Mutual::We,
        (false, Some(Audibility::Well | Audibility::Badly)) => Mutual::OnlyThey,
        (false, Some(Audibility::Not) | None) => Mutual::Neither,
    };
    ConnectionTo {
        tile: peer.person.tile,
        link,
        grade: report.grade(),
        hearing,
        shown,
        now: history.last().copied().flatten().filter(|_| link == LinkState::Connected),
        way: report.newest().map(|stats| stats.way).filter(|_| link == LinkState::Connected),
        history: history.into(),
    }
}
