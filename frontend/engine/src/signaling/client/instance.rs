//! Which process of the server has our seat, and whether the room is at another one by now.
//!
//! A load balancer sends everybody of a room to the same of several processes. When that one dies they all come to another, and
//! when it is back, whoever comes new goes there: a room is whole again only if those inside ask where theirs is now.

use super::{Client, State};
use crate::api::context::Context;
use crate::api::effect::{Effect, SocketCommand};
use crate::base::time::Time;
use crate::crypto::key_schedule::KeySchedule;

/// From one question to the next, milliseconds: at random in between, so that a room does not move in one moment.
const PAUSE_MS: (u64, u64) = (15_000, 30_000);
/// After each move in a row the pause is doubled, so often at most: who is sent to and fro by a balancer that does not look at
/// the shard should not spend the meeting on it.
const DOUBLINGS: u32 = 5;

/// The process we know of, and when it is asked for anew.
#[derive(Debug, Default)]
pub struct Instance {
    name: String,
    look_at: Option<Time>,
    moves: u32,
}

impl Instance {
    /// This process gave us the seat.
    pub fn seated(&mut self, name: &str, cx: &mut Context) {
        name.clone_into(&mut self.name);
        self.wait(cx);
    }

    fn wait(&mut self, cx: &mut Context) {
        let pause = PAUSE_MS.0 + cx.rng.below(PAUSE_MS.1 - PAUSE_MS.0 + 1);
        self.look_at = Some(cx.now + (pause << self.moves.min(DOUBLINGS)));
    }

    /// When it is asked for.
    pub fn look_at(&self) -> Option<Time> {
        self.look_at
    }

    /// Whether an answer names another process. An empty one names none.
    fn is_another(&mut self, name: &str) -> bool {
        let is_another = !name.is_empty() && name != self.name;
        self.moves = if is_another { self.moves + 1 } else { 0 };
        is_another
    }
}

impl Client {
    /// Asks for it when that is due. What is not answered is asked anew.
    pub(super) fn look(&mut self, keys: &KeySchedule, cx: &mut Context) {
        if let State::Seated { socket, .. } = self.state
            && self.instance.look_at().is_some_and(|at| at <= cx.now)
        {
            self.instance.wait(cx);
            cx.effect(Effect::Socket { socket, command: SocketCommand::Ask { shard: keys.room().shard() } });
        }
    }

    /// The room is there: if that is elsewhere, a seat is taken there before the one here is given up.
    pub(super) fn found(&mut self, name: &str, keys: &KeySchedule, cx: &mut Context) {
        if self.seated().is_some() && self.instance.is_another(name) {
            self.move_over(keys, cx);
        }
    }
}
