//! The recovery scheduler: whether it is our own network that broke, who is helped first, and how many at a time.

use super::Meeting;
use crate::api::context::Context;
use crate::api::view::TileId;
use crate::base::time::Time;
use crate::room::local_state::LocalState;
use crate::room::peer::Peer;
use crate::rtc::failure_detector::{ALL_MS, ASK_MS, Silence};
use plenum_shared::ids::PeerId;

/// Fresh connections that are tried at a time: each costs a bad network more than it has.
const MAX_FAILOVERS: usize = 3;
/// Connections that are being made at a time: an old computer makes so many without dropping sound.
const MAX_NEGOTIATIONS: usize = 8;
/// After a change of our network every silence counts as our own for so long, milliseconds.
const CHANGE_MS: u64 = 2_000;
/// Where somebody has called off a failover, others who want one of us are given so long to do the same, milliseconds.
const RELIEF_MS: u64 = 500;
/// An event so much later than the heartbeat timer means that this page was held up, milliseconds: silence proves nothing then.
const LATE_MS: u64 = 150;
/// And so long after the one before that this computer slept, milliseconds: nobody is gone for that.
const SLEPT_MS: u64 = 10_000;

/// What the links share.
pub(super) struct RecoveryScheduler {
    last_turn: Time,
    changed: Option<Time>,
}

impl RecoveryScheduler {
    /// Nothing has happened yet.
    pub(super) fn new(now: Time) -> RecoveryScheduler {
        RecoveryScheduler { last_turn: now, changed: None }
    }
}

impl Meeting {
    /// The beginning of every event: tells the links if it comes late, and how patient all of them are.
    pub(super) fn wake(&mut self, now: Time) {
        let pause = now.since(std::mem::replace(&mut self.recovery.last_turn, now));
        let late = self.heartbeat_ms.is_some_and(|pulse| pause > u64::from(pulse) + LATE_MS);
        let slept = pause > SLEPT_MS;
        let needless = self.peers.values().map(|peer| peer.link.needless(now)).sum();
        self.peers.iter_mut().for_each(|(_, peer)| peer.link.share(needless));
        for (_, peer) in self.peers.iter_mut().filter(|_| late || slept) {
            peer.link.wake(now);
            if slept {
                peer.link.lives(now);
            }
        }
    }

    /// Whether as many failovers run as should, whoever began it, or others have just called off what they began: most of the rest
    /// are about to. What can wait waits then.
    pub(super) fn crowded(&self) -> bool {
        let relieved =
            |peer: &Peer| peer.link.relieved().is_some_and(|at| self.recovery.last_turn.since(at) < RELIEF_MS);
        let pending = self.peers.values().filter(|peer| peer.link.failing_over()).count();
        pending >= MAX_FAILOVERS || self.peers.values().any(relieved)
    }

    /// Whether as many connections are being made as may be at a time.
    pub(super) fn full(&self) -> bool {
        let now = self.recovery.last_turn;
        self.peers.values().filter(|peer| peer.link.negotiates(now)).count() >= MAX_NEGOTIATIONS
    }

    /// Our network has changed: we are told so, or a fresh socket has reached the server before the old one could.
    pub(super) fn hope(&mut self, now: Time) {
        self.recovery.changed = Some(now);
        self.peers.iter_mut().for_each(|(_, peer)| peer.link.hope(now));
    }

    /// Everybody, in the order in which they are helped where not all can be at once: those with a camera or a screen to
    /// show first, then by their tiles; who has none yet comes last.
    pub(super) fn in_order_of_sight(&self) -> Vec<PeerId> {
        let place = |(id, peer): (&PeerId, &Peer)| {
            let pictured = peer.person.promised().contains(&true);
            (!pictured, peer.person.tile == TileId(0), peer.person.tile, *id)
        };
        let mut order: Vec<_> = self.peers.iter().map(place).collect();
        order.sort_unstable();
        order.into_iter().map(|(.., id)| id).collect()
    }

    /// Begins the failovers that are wanted, shown people first.
    pub(super) fn recover(&mut self, me: &LocalState, cx: &mut Context) {
        if self.least_silence(cx.now) >= Some(Silence::Odd) {
            self.membership.doubt(ASK_MS, cx);
        }
        let own = self.own_network(cx.now);
        let wants = |id: &PeerId| self.peers.get(id).is_some_and(|peer| peer.link.wants_failover(own, cx.now));
        let wanting: Vec<PeerId> = self.in_order_of_sight().into_iter().filter(wants).collect();
        if own.is_some() && !wanting.is_empty() {
            self.membership.distrust(ALL_MS, cx);
        }
        let running = self.peers.values().filter(|peer| peer.link.has_own_failover()).count();
        for id in wanting.into_iter().take(MAX_FAILOVERS.saturating_sub(running)) {
            if let Some((peer, common)) = self.with(&id, me) {
                peer.link.start_failover(own, &mut peer.outbox, &common, cx);
            }
        }
    }

    /// From which silence on somebody needs a fresh connection since it is our own network that is silent, or has just
    /// changed; `None` if it is well.
    fn own_network(&self, now: Time) -> Option<Silence> {
        if self.recovery.changed.is_some_and(|changed| now.since(changed) < CHANGE_MS) {
            return Some(Silence::Odd);
        }
        let most = self.peers.values().filter_map(|peer| peer.link.silence(now)).max();
        let own = match self.least_silence(now) {
            None | Some(Silence::None | Silence::Odd) => false,
            Some(Silence::Brief) => self.membership.signaling.mute(now),
            Some(Silence::WithOthers | Silence::Long) => {
                most == Some(Silence::Long) || self.membership.signaling.mute(now)
            }
        };
        own.then_some(Silence::Brief)
    }

    /// How long whoever is heard best has been silent, if anybody should be heard.
    fn least_silence(&self, now: Time) -> Option<Silence> {
        self.peers.values().filter_map(|peer| peer.link.silence(now)).min()
    }
}
