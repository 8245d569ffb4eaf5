//! The policy towards one peer: what they show of us, what we show of them, and which parameters our senders to them have.

use super::cpu_overuse::CpuOveruse;
use super::hysteresis::Hysteresis;
use super::ladder::{Case, Rung, goal};
use super::path_stats::PathStats;
use super::screen_policy;
use crate::api::context::Context;
use crate::api::effect::{Motion, Source};
use crate::api::sender_parameters::Parameters;
use crate::api::stats::Stats;
use crate::base::ids::{ConnectionId, OpId};
use crate::base::time::{Time, soonest};
use crate::messaging::message::{PictureSize, Subscription};
use crate::rtc::sender_parameters::SenderParameters;

/// One peer's.
#[derive(Debug, Default)]
pub struct PeerPolicy {
    asked: Option<Subscription>,
    told: Option<Subscription>,
    bound: Option<Bound>,
    /// To the connection before, since a link may go back to it and its senders have their parameters already.
    before: Option<Bound>,
}

/// Our screen, as far as its senders are concerned.
#[derive(Clone, Copy, Debug)]
pub struct Shared {
    /// What matters more in it.
    pub motion: Motion,
    /// There is something to see.
    pub picture: bool,
    /// As its sound's senders are told.
    pub sound: Option<Parameters>,
}

/// Bound to one connection; another one begins anew.
#[derive(Debug)]
struct Bound {
    id: ConnectionId,
    /// The newest of ours was written since this connection is there.
    told: bool,
    path: PathStats,
    overuse: CpuOveruse,
    hysteresis: Hysteresis,
    screen_hysteresis: Hysteresis,
    starved: bool,
    /// By `Source as usize`.
    senders: [SenderParameters; 4],
}

impl PeerPolicy {
    /// What they say they show of us; older messages that come late change nothing.
    pub fn ask(&mut self, wants: Subscription) {
        if self.asked.is_none_or(|newest| newest.revision < wants.revision) {
            self.asked = Some(wants);
        }
    }

    /// What they show of us. Whoever has not said so yet gets a tile.
    pub fn asked(&self) -> PictureSize {
        self.asked.map_or(PictureSize::Tile, |wants| wants.camera)
    }

    /// The same of our screen.
    fn asked_of_screen(&self) -> PictureSize {
        self.asked.map_or(PictureSize::Tile, |wants| wants.screen)
    }

    /// The connection that plays now, if any.
    pub fn bind(&mut self, connection: Option<ConnectionId>) {
        if self.bound.as_ref().map(|bound| bound.id) == connection {
            return;
        }
        let left = self.bound.take();
        self.bound =
            connection.map(|id| self.before.take_if(|before| before.id == id).unwrap_or_else(|| Bound::new(id)));
        self.before = left.or(self.before.take());
    }

    /// What to write to them, if they do not know yet what we show of them.
    pub fn tell(&mut self, camera: PictureSize, screen: PictureSize) -> Option<Subscription> {
        let bound = self.bound.as_mut()?;
        if bound.told && self.told.is_some_and(|told| (told.camera, told.screen) == (camera, screen)) {
            return None;
        }
        bound.told = true;
        // Only what changes counts up: after 2³² changes the newest would not count any more.
        let revision = self.told.map_or(1, |told| told.revision.saturating_add(1));
        self.told = Some(Subscription { revision, camera, screen });
        self.told
    }

    /// Sets the parameters of our senders towards them. `shared`: our screen, if there is one, with its sound, if it has one.
    pub fn set_parameters(&mut self, case: Case, sound: Parameters, shared: Option<Shared>, cx: &mut Context) {
        let want_of_screen = self.asked_of_screen();
        let Some(bound) = &mut self.bound else { return };
        let case = Case { ceiling: bound.path.ceiling(), ..case };
        let seen = shared.filter(|shared| shared.picture);
        let sound_of_screen = shared.and_then(|shared| shared.sound).map_or(0, |sound| sound.bitrate);
        let case_of_screen = Case { want: want_of_screen, beside: sound_of_screen, ..case };
        let goal_of_screen = seen.and_then(|_| screen_policy::goal(case_of_screen));
        let rung = bound.screen_hysteresis.steer(goal_of_screen, cx.now);
        let screen = seen.map(|shared| screen_policy::screen(rung, shared.motion));
        let screen_sound = shared.and_then(|shared| shared.sound);
        let active = screen.into_iter().chain(screen_sound).filter(|parameters| parameters.active);
        let beside = active.map(|parameters| parameters.bitrate).sum();
        let goal = goal(Case { beside, ..case });
        bound.starved = goal == Some(Rung::NOTHING);
        let camera = match bound.hysteresis.steer(goal, cx.now) {
            Some(rung) => rung.parameters(),
            None => Rung::NOTHING.parameters(),
        };
        let camera = bound.overuse.ease(camera);
        for (sender, wanted) in bound.senders.iter_mut().zip([Some(sound), Some(camera), screen, screen_sound]) {
            if let Some(wanted) = wanted {
                sender.want(wanted, bound.id, cx);
            }
        }
    }

    /// The answer of an op; false if it is not of ours.
    pub fn done(&mut self, op: OpId, kept: bool, cx: &mut Context) -> bool {
        let mut both = self.bound.iter_mut().chain(&mut self.before);
        both.any(|bound| bound.senders.iter_mut().any(|sender| sender.done(op, kept, bound.id, cx)))
    }

    /// The path to them.
    pub fn path(&self) -> Option<&PathStats> {
        self.bound.as_ref().map(|bound| &bound.path)
    }

    /// Takes figures of a connection; false if it is not the one that plays. `alone`: trouble here is not the whole uplink's.
    pub fn take(&mut self, id: ConnectionId, stats: Stats, alone: bool, now: Time) -> bool {
        let Some(bound) = self.bound.as_mut().filter(|bound| bound.id == id) else { return false };
        bound.path.take(stats, alone, now);
        bound.overuse.take(stats.limit, now);
        true
    }

    /// What our senders may send them, bits per second. `sending`: what is on air, by `Source as usize`.
    pub fn target(&self, sending: [bool; 4]) -> u32 {
        let senders = self.bound.iter().flat_map(|bound| &bound.senders);
        senders.zip(sending).map(|(sender, on)| if on { sender.bitrate() } else { 0 }).sum()
    }

    /// They would see us if our uplink were thought wider.
    pub fn starved(&self) -> bool {
        self.bound.as_ref().is_some_and(|bound| bound.starved)
    }

    /// When something is due.
    pub fn deadline(&self) -> Option<Time> {
        let bound = self.bound.as_ref()?;
        let senders = bound.senders.iter().fold(None, |soon, sender| soonest(soon, sender.deadline()));
        soonest(soonest(bound.hysteresis.deadline(), bound.screen_hysteresis.deadline()), senders)
    }
}

impl Bound {
    fn new(id: ConnectionId) -> Bound {
        Bound {
            id,
            told: false,
            path: PathStats::default(),
            overuse: CpuOveruse::default(),
            hysteresis: Hysteresis::new(Rung::START),
            screen_hysteresis: Hysteresis::new(screen_policy::START),
            starved: false,
            senders: Source::ALL.map(SenderParameters::new),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ids::Epoch;
    use plenum_shared::ids::PeerId;

    fn connection(epoch: u32) -> Option<ConnectionId> {
        Some(ConnectionId { peer: PeerId([1; 32]), epoch: Epoch(epoch) })
    }

    #[test]
    fn a_message_that_comes_late_changes_nothing() {
        let mut policy = PeerPolicy::default();
        assert_eq!(policy.asked(), PictureSize::Tile);
        for (revision, camera) in [(2, PictureSize::None), (1, PictureSize::Stage), (2, PictureSize::Stage)] {
            policy.ask(Subscription { revision, camera, screen: PictureSize::Tile });
            assert_eq!(policy.asked(), PictureSize::None);
        }
        policy.ask(Subscription { revision: 3, camera: PictureSize::Thumbnail, screen: PictureSize::None });
        assert_eq!(policy.asked(), PictureSize::Thumbnail);
    }

    #[test]
    fn what_we_show_is_told_once_and_anew_on_another_connection() {
        let mut policy = PeerPolicy::default();
        let told = |revision, camera, screen| Some(Subscription { revision, camera, screen });
        assert_eq!(policy.tell(PictureSize::Tile, PictureSize::Stage), None, "no connection, no picture");
        policy.bind(connection(1));
        assert_eq!(policy.tell(PictureSize::Tile, PictureSize::Stage), told(1, PictureSize::Tile, PictureSize::Stage));
        assert_eq!(policy.tell(PictureSize::Tile, PictureSize::Stage), None);
        assert_eq!(policy.tell(PictureSize::None, PictureSize::Stage), told(2, PictureSize::None, PictureSize::Stage));
        assert_eq!(policy.tell(PictureSize::None, PictureSize::None), told(3, PictureSize::None, PictureSize::None));
        policy.bind(connection(1));
        assert_eq!(policy.tell(PictureSize::None, PictureSize::None), None);
        policy.bind(connection(2));
        assert_eq!(policy.tell(PictureSize::None, PictureSize::None), told(4, PictureSize::None, PictureSize::None));
    }
}
