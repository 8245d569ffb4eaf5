//! How well each peer sees and hears us, within what our uplink carries: receiver-driven quality, sound always first.

mod allocation;
mod capture_size;
mod cpu_overuse;
mod hysteresis;
mod ladder;
mod last_n;
mod path_stats;
mod peer_policy;
mod screen_policy;
mod uplink_budget;

use crate::api::stats::Stats;
use crate::api::view::Person;
use crate::base::ids::{ConnectionId, OpId};
use crate::base::time::{Time, soonest};
use crate::messaging::message::{BandwidthMessage, PeerMessage};
use crate::room::MANY_PEOPLE;
use crate::room::facts::AllFacts;
use crate::room::feature::{Feature, Room, RoomContext, RoomView};
use capture_size::CaptureSize;
use last_n::LastN;
use litemap::LiteMap;
use peer_policy::PeerPolicy;
use plenum_shared::ids::PeerId;
use uplink_budget::Budget;

/// From so many cameras on, only the last speakers send pictures, and so many of them.
const MANY_CAMERAS: usize = 7;
const LAST_PICTURES: usize = 4;
/// Above [`MANY_PEOPLE`], only the last speakers keep an active sound sender, and so many of them.
const LAST_VOICES: usize = 6;

/// What is sent to whom, and how well.
#[derive(Debug)]
pub struct Bandwidth {
    policies: LiteMap<PeerId, PeerPolicy>,
    /// Our uplink.
    budget: Budget,
    /// Who spoke last.
    order: LastN,
    /// How large our camera is captured.
    capture: CaptureSize,
}

impl Bandwidth {
    /// Nothing is known yet.
    pub fn new(now: Time) -> Bandwidth {
        Bandwidth {
            policies: LiteMap::new(),
            budget: Budget::new(now),
            order: LastN::default(),
            capture: CaptureSize::default(),
        }
    }

    /// Whether somebody is among those who send pictures; `cameras` names all whose camera is on.
    fn sends_pictures(&self, who: PeerId, cameras: &[PeerId]) -> bool {
        cameras.len() < MANY_CAMERAS || self.order.place(who, cameras) < LAST_PICTURES
    }

    /// Whether somebody is among those who keep a sound sender; `people` names all in the room.
    fn sends_sound(&self, who: PeerId, people: &[PeerId]) -> bool {
        people.len() <= MANY_PEOPLE || self.order.place(who, people) < LAST_VOICES
    }
}

impl Feature for Bandwidth {
    fn message(&mut self, from: &PeerId, message: &PeerMessage, _room: &Room<'_>, _cx: &mut RoomContext<'_, '_>) {
        if let PeerMessage::Bandwidth(BandwidthMessage::Subscription(subscription)) = message {
            self.policies.entry(*from).or_default().ask(*subscription);
        }
    }

    fn stats(&mut self, id: ConnectionId, stats: &Stats, cx: &mut RoomContext<'_, '_>) {
        let paths = self.policies.values().filter_map(PeerPolicy::path);
        let alone = !Budget::is_to_blame(paths, cx.now());
        if let Some(policy) = self.policies.get_mut(&id.peer) {
            policy.take(id, *stats, alone, cx.now());
        }
    }

    fn op(&mut self, op: OpId, kept: bool, cx: &mut RoomContext<'_, '_>) -> bool {
        self.policies.iter_mut().any(|(_, policy)| policy.done(op, kept, cx.cx))
    }

    fn forgotten(&mut self, id: &PeerId, _cx: &mut RoomContext<'_, '_>) {
        self.policies.remove(id);
    }

    fn tick(&mut self, room: &Room<'_>, cx: &mut RoomContext<'_, '_>) {
        self.allocate(room, cx);
    }

    fn deadline(&self, us: PeerId, now: Time) -> Option<Time> {
        let policies = self.policies.values().fold(None, |soon, policy| soonest(soon, policy.deadline()));
        soonest(policies, soonest(self.order.deadline(us, now), self.capture.deadline()))
    }

    fn view_person(&self, person: &mut Person, facts: &AllFacts) {
        let [camera, screen] = facts.of(&person.peer).spared;
        person.picture &= !camera;
        if screen {
            person.screen = person.screen.spared();
        }
    }

    fn view(&self, view: &mut RoomView, now: Time) {
        let fresh = self.policies.values().filter_map(|policy| policy.path()?.fresh(now));
        view.carried = fresh.fold([0, 0], |[sent, received]: [u32; 2], stats| {
            [sent.saturating_add(stats.sent), received.saturating_add(stats.received)]
        });
    }
}

#[cfg(test)]
mod tests;
