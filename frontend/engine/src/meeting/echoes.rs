//! Echoes: when there is something to compare, whom we tell that we hear ourselves through them, and that we are told.
//!
//! Invariant: a message that says so is a hint and nothing more. It shows one sentence at most every few minutes, and
//! touches no microphone.

use super::Meeting;
use crate::api::context::Context;
use crate::api::effect::Effect;
use crate::api::loudness::Envelopes;
use crate::base::ids::ConnectionId;
use crate::base::time::Time;
use crate::echo::detector::Echo;
use crate::meeting::contract::{LocalState, RoomHandle};
use crate::messaging::message::EchoMessage;
use crate::messaging::outbox::Route;
use crate::room::participant::Peer;
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

/// What a meeting knows of echoes.
#[derive(Default)]
pub struct Echoes {
    finder: Echo,
    /// Of these the page tells us envelopes.
    compared: Arc<[ConnectionId]>,
    spoke: Option<Time>,
    told: Option<Time>,
    /// Somebody hears themselves through us, until the person is told.
    pub fresh: bool,
}

impl Echoes {
    /// When comparing ends if nothing more is said.
    pub fn deadline(&self) -> Option<Time> {
        self.spoke.filter(|_| !self.compared.is_empty()).map(|spoke| spoke + PAUSE_MS)
    }

    /// Ends comparing, if it is on.
    pub fn end(&mut self, cx: &mut Context) {
        self.compare(Vec::new(), cx);
    }

    fn compare(&mut self, wanted: Vec<ConnectionId>, cx: &mut Context) {
        if *self.compared != *wanted {
            self.compared = wanted.into();
            cx.effect(Effect::Envelopes(self.compared.clone()));
        }
    }
}

impl Meeting {
    /// At the end of every turn: comparing costs something, so it goes on only while we speak and somebody could echo.
    pub(super) fn mind_echoes(&mut self, me: &LocalState, cx: &mut Context) {
        if me.speaking {
            self.echoes.spoke = Some(cx.now);
        }
        let speaks = me.on_air[0] && self.echoes.spoke.is_some_and(|spoke| cx.now.since(spoke) < PAUSE_MS);
        let wanted = if speaks && me.visible && self.inside() { self.suspects(cx.now) } else { Vec::new() };
        self.echoes.compare(wanted, cx);
    }

    /// Who could echo, as long as anybody could whom we have not told of late; in the order of their ids.
    fn suspects(&self, now: Time) -> Vec<ConnectionId> {
        let old =
            self.peers.values().filter(|peer| peer.link.since().is_some_and(|since| now.since(since) >= YOUNG_MS));
        let open = old.filter_map(|peer| Some((peer.voice.last(), source(peer)?)));
        let mut open: Vec<_> = open.collect();
        if open.iter().all(|(_, id)| self.echoes.finder.spares(&id.peer, now)) {
            return Vec::new();
        }
        open.sort_unstable_by(|one, other| other.cmp(one));
        let mut suspects: Vec<_> = open.into_iter().take(COMPARED).map(|(_, id)| id).collect();
        suspects.sort_unstable();
        suspects
    }

    /// Compares, and tells whoever causes an echo; nobody else hears of it.
    pub(super) fn find_echoes(&mut self, mut envelopes: Envelopes, me: &LocalState, cx: &mut Context) {
        if self.echoes.compared.is_empty() || !me.on_air[0] {
            return self.echoes.finder.begin_anew();
        }
        envelopes.theirs.retain(|(id, _)| self.peers.get(&id.peer).and_then(source) == Some(*id));
        for id in self.echoes.finder.take(envelopes, cx.now) {
            if let Some(peer) = self.peers.get_mut(&id) {
                peer.outbox.write(0, EchoMessage::Heard {}, Route::Best, cx.now);
            }
        }
    }

    /// Somebody says that they hear themselves through us.
    pub(super) fn echoed(&mut self, id: &PeerId, me: &LocalState, cx: &mut Context) {
        let possible = me.on_air[0] && !me.deaf && !me.holds;
        let known = self.peers.get(id).is_some_and(|peer| peer.inside() && !peer.together.silent());
        if possible && known && self.echoes.told.is_none_or(|told| cx.now.since(told) >= TOLD_MS) {
            self.echoes.told = Some(cx.now);
            self.echoes.fresh = true;
        }
    }
}

/// The connection that brings somebody's open microphone.
fn source(peer: &Peer) -> Option<ConnectionId> {
    let open = peer.inside() && peer.status.as_ref().is_some_and(|status| status.microphone);
    // Whoever sits beside us hears us through the air, and we do not play them.
    let open = open && !peer.together.silent();
    peer.link.stream().filter(|_| open).map(|stream| stream.connection)
}
