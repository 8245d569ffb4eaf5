//! What is agreed with one peer about quality: what they show of us, what we show of them, and how our senders to them are tuned.

use super::pace::Pace;
use super::road::Road;
use super::{Case, Rung, goal};
use crate::effect::Source;
use crate::ids::{ConnectionId, OpId};
use crate::letter::{Want, Wants};
use crate::time::{Time, soonest};
use crate::tuning::{Parameters, Tuner};
use crate::turn::Turn;

/// One peer's.
#[derive(Debug, Default)]
pub struct Course {
    asked: Option<Wants>,
    told: Option<Wants>,
    /// We spare ourselves their picture.
    pub dark: bool,
    bound: Option<Bound>,
    /// To the connection before, since a tie may go back to it and its senders are tuned already.
    before: Option<Bound>,
}

/// Bound to one connection; another one begins anew.
#[derive(Debug)]
struct Bound {
    id: ConnectionId,
    /// The newest of ours was written since this connection is there.
    told: bool,
    road: Road,
    pace: Pace,
    starved: bool,
    camera: Tuner,
    microphone: Tuner,
}

impl Course {
    /// What they say they show of us; older letters that come late change nothing.
    pub fn ask(&mut self, wants: Wants) {
        if self.asked.is_none_or(|newest| newest.revision < wants.revision) {
            self.asked = Some(wants);
        }
    }

    /// What they show of us. Whoever has not said so yet gets a tile.
    pub fn asked(&self) -> Want {
        self.asked.map_or(Want::Tile, |wants| wants.camera)
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
    pub fn tell(&mut self, camera: Want) -> Option<Wants> {
        let bound = self.bound.as_mut()?;
        if bound.told && self.told.is_some_and(|told| told.camera == camera) {
            return None;
        }
        bound.told = true;
        // Only what changes counts up: after 2³² changes the newest would not count any more.
        let revision = self.told.map_or(1, |told| told.revision.saturating_add(1));
        self.told = Some(Wants { revision, camera });
        self.told
    }

    /// Tunes our senders towards them.
    pub fn tune(&mut self, case: Case, sound: Parameters, turn: &mut Turn) {
        let Some(bound) = &mut self.bound else { return };
        let goal = goal(Case { ceiling: bound.road.ceiling(), ..case });
        bound.starved = goal == Some(Rung::NOTHING);
        let camera = match bound.pace.steer(goal, turn.now) {
            Some(rung) => rung.parameters(),
            None => Rung::NOTHING.parameters(),
        };
        bound.camera.want(camera, bound.id, turn);
        bound.microphone.want(sound, bound.id, turn);
    }

    /// The answer of an op; false if it is not of ours.
    pub fn done(&mut self, op: OpId, kept: bool, turn: &mut Turn) -> bool {
        let mut both = self.bound.iter_mut().chain(&mut self.before);
        both.any(|bound| bound.camera.done(op, kept, bound.id, turn) || bound.microphone.done(op, kept, bound.id, turn))
    }

    /// The way to them.
    pub fn road(&self) -> Option<&Road> {
        self.bound.as_ref().map(|bound| &bound.road)
    }

    /// The way to them over this connection, to put figures in.
    pub fn road_of(&mut self, id: ConnectionId) -> Option<&mut Road> {
        self.bound.as_mut().filter(|bound| bound.id == id).map(|bound| &mut bound.road)
    }

    /// What our senders may send them, of microphone and camera, bits per second.
    pub fn target(&self, sending: [bool; 2]) -> u32 {
        let Some(bound) = &self.bound else { return 0 };
        [&bound.microphone, &bound.camera]
            .into_iter()
            .zip(sending)
            .map(|(one, on)| if on { one.bitrate() } else { 0 })
            .sum()
    }

    /// They would see us if our uplink were thought wider.
    pub fn starved(&self) -> bool {
        self.bound.as_ref().is_some_and(|bound| bound.starved)
    }

    /// When something is due.
    pub fn deadline(&self) -> Option<Time> {
        let bound = self.bound.as_ref()?;
        soonest(bound.pace.deadline(), soonest(bound.camera.deadline(), bound.microphone.deadline()))
    }
}

impl Bound {
    fn new(id: ConnectionId) -> Bound {
        Bound {
            id,
            told: false,
            road: Road::default(),
            pace: Pace::new(),
            starved: false,
            camera: Tuner::new(Source::Camera),
            microphone: Tuner::new(Source::Microphone),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::Epoch;
    use plenum_shared::ids::PeerId;

    fn connection(epoch: u32) -> Option<ConnectionId> {
        Some(ConnectionId { peer: PeerId([1; 32]), epoch: Epoch(epoch) })
    }

    #[test]
    fn a_letter_that_comes_late_changes_nothing() {
        let mut course = Course::default();
        assert_eq!(course.asked(), Want::Tile);
        for (revision, camera) in [(2, Want::None), (1, Want::Stage), (2, Want::Stage)] {
            course.ask(Wants { revision, camera });
            assert_eq!(course.asked(), Want::None);
        }
        course.ask(Wants { revision: 3, camera: Want::Thumb });
        assert_eq!(course.asked(), Want::Thumb);
    }

    #[test]
    fn what_we_show_is_told_once_and_anew_on_another_connection() {
        let mut course = Course::default();
        assert_eq!(course.tell(Want::Tile), None, "no connection, no picture");
        course.bind(connection(1));
        assert_eq!(course.tell(Want::Tile), Some(Wants { revision: 1, camera: Want::Tile }));
        assert_eq!(course.tell(Want::Tile), None);
        assert_eq!(course.tell(Want::None), Some(Wants { revision: 2, camera: Want::None }));
        course.bind(connection(1));
        assert_eq!(course.tell(Want::None), None);
        course.bind(connection(2));
        assert_eq!(course.tell(Want::None), Some(Wants { revision: 3, camera: Want::None }));
    }
}
