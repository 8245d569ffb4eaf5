//! One turn of the engine: the time it is, the dice, and the list of effects being written.

use crate::effect::{Command, Effect};
use crate::ids::{ConnectionId, OpId};
use crate::random::Dice;
use crate::time::Time;

/// Handed down to every machine during one `Engine::handle`.
pub struct Turn<'a> {
    /// What time it is.
    pub now: Time,
    /// Every random choice.
    pub dice: &'a mut Dice,
    /// What is to be done, in this order.
    pub effects: Vec<Effect>,
    ops: &'a mut u64,
}

impl<'a> Turn<'a> {
    /// A turn that goes on counting promises where the last one stopped.
    pub fn new(now: Time, dice: &'a mut Dice, ops: &'a mut u64) -> Turn<'a> {
        Turn { now, dice, effects: Vec::new(), ops }
    }

    /// A number for a promise, never used before.
    pub fn op(&mut self) -> OpId {
        *self.ops += 1;
        OpId(*self.ops)
    }

    /// Wants something done.
    pub fn effect(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    /// Wants something done to a connection.
    pub fn connection(&mut self, id: ConnectionId, command: Command) {
        self.effects.push(Effect::Connection { id, command });
    }
}
