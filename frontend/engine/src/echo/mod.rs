//! Echoes: when there is something to compare, whom we tell that we hear ourselves through them, and that we are told.
//!
//! Invariant: a message that says so is a hint and nothing more. It shows one sentence at most every few minutes, and
//! touches no microphone.

mod detector;

use crate::api::effect::{Effect, Source};
use crate::api::loudness::Envelopes;
use crate::api::view::NoticeKind;
use crate::base::ids::ConnectionId;
use crate::base::time::Time;
use crate::messaging::message::{EchoMessage, PeerMessage};
use crate::room::feature::{Feature, Room, RoomContext};
use detector::EchoDetector;
use plenum_shared::ids::PeerId;
use std::sync::Arc;

/// We go on comparing for so long after our last word, milliseconds: people pause to think.
const PAUSE_MS: u64 = 5_000;
/// So many are compared, those who were heard last: browsers stop for each answer (`getSynchronizationSources`), and to ask
/// two dozen people 25 times a second would cost more than all the rest of a large meeting.
const COMPARED: usize = 8;
/// A connection is left alone for so long after it began, milliseconds: everybody waits for its first picture, and an echo
/// takes longer to be found anyway.
const YOUNG_MS: u64 = 3_000;
/// However many say so, a person is told so often at most, milliseconds.
const TOLD_MS: u64 = 180_000;

/// What is known of echoes.
#[derive(Default)]
pub struct Echoes {
    detector: EchoDetector,
    /// Of these the page tells us how loud they are.
    compared: Arc<[ConnectionId]>,
    spoke: Option<Time>,
    told: Option<Time>,
}

impl Echoes {
    fn compare(&mut self, wanted: Vec<ConnectionId>, cx: &mut RoomContext) {
        if *self.compared != *wanted {
            self.compared = wanted.into();
            cx.cx.effect(Effect::Envelopes(self.compared.clone()));
        }
    }

    /// Who could echo, as long as anybody could whom we have not told of late; in the order of their ids.
    fn suspects(&self, room: &Room<'_>, cx: &RoomContext) -> Vec<ConnectionId> {
        let now = cx.now();
        let old = |since: Option<Time>| since.is_some_and(|since| now.since(since) >= YOUNG_MS);
        let peers = room.peers.iter().filter(|(_, peer)| old(peer.link.since()));
        let mut open: Vec<_> =
            peers.filter_map(|(id, peer)| Some((peer.person.voice.last(), source(id, room, cx)?))).collect();
        if open.iter().all(|(_, id)| self.detector.spares(&id.peer, now)) {
            return Vec::new();
        }
        open.sort_unstable_by(|one, other| other.cmp(one));
        let mut suspects: Vec<_> = open.into_iter().take(COMPARED).map(|(_, id)| id).collect();
        suspects.sort_unstable();
        suspects
    }

    /// Compares, and tells whoever causes an echo; nobody else hears of it.
    fn find(&mut self, mut envelopes: Envelopes, room: &Room<'_>, cx: &mut RoomContext) {
        if self.compared.is_empty() || !room.me.sends(Source::Microphone) {
            return self.detector.begin_anew();
        }
        envelopes.theirs.retain(|(id, _)| source(&id.peer, room, cx) == Some(*id));
        for id in self.detector.take(envelopes, cx.now()) {
            cx.write(&id, EchoMessage::Heard {});
        }
    }
}

impl Feature for Echoes {
    /// Somebody says that they hear themselves through us.
    fn message(&mut self, from: &PeerId, message: &PeerMessage, room: &Room<'_>, cx: &mut RoomContext<'_, '_>) {
        let PeerMessage::Echo(EchoMessage::Heard {}) = message else { return };
        let possible = room.me.sends(Source::Microphone) && !room.me.deaf && !room.me.holds;
        let inside = room.peers.get(from).is_some_and(|peer| peer.person.inside());
        let known = inside && !cx.facts(from).beside;
        if possible && known && self.told.is_none_or(|told| cx.now().since(told) >= TOLD_MS) {
            self.told = Some(cx.now());
            cx.notifications.linger(NoticeKind::Echo, cx.now());
        }
    }

    fn loudness(&mut self, envelopes: &Envelopes, room: &Room<'_>, cx: &mut RoomContext<'_, '_>) {
        self.find(envelopes.clone(), room, cx);
    }

    fn closing(&mut self, cx: &mut RoomContext<'_, '_>) {
        self.compare(Vec::new(), cx);
    }

    /// Comparing costs something, so it goes on only while we speak and somebody could echo.
    fn tick(&mut self, room: &Room<'_>, cx: &mut RoomContext<'_, '_>) {
        if room.me.speaking {
            self.spoke = Some(cx.now());
        }
        let spoke = self.spoke.is_some_and(|spoke| cx.now().since(spoke) < PAUSE_MS);
        let speaks = room.me.sends(Source::Microphone) && spoke;
        let wanted = if speaks && room.me.visible && room.inside { self.suspects(room, cx) } else { Vec::new() };
        self.compare(wanted, cx);
    }

    /// When comparing ends if nothing more is said.
    fn deadline(&self, _us: PeerId, _now: Time) -> Option<Time> {
        self.spoke.filter(|_| !self.compared.is_empty()).map(|spoke| spoke + PAUSE_MS)
    }
}

/// The connection that brings somebody's open microphone.
fn source(id: &PeerId, room: &Room<'_>, cx: &RoomContext) -> Option<ConnectionId> {
    let peer = room.peers.get(id)?;
    // Whoever sits beside us hears us through the air, and we do not play them.
    let open = peer.person.inside() && peer.person.unmuted() && !cx.facts(id).beside;
    peer.link.stream().filter(|_| open).map(|stream| stream.connection)
}
