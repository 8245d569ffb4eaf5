//! Context: what one event of the engine carries with it: the time, the random source, new op ids, and the effects being written.

use crate::api::effect::{Command, Effect};
use crate::base::ids::{ConnectionId, OpId, SocketId};
use crate::base::rng::Rng;
use crate::base::time::Time;

/// Handed down to every machine during one `Engine::handle`.
pub struct Context<'a> {
    /// What time it is.
    pub now: Time,
    /// Every random choice.
    pub rng: &'a mut Rng,
    /// What is to be done, in this order.
    pub effects: Vec<Effect>,
    ops: &'a mut u64,
}

impl<'a> Context<'a> {
    /// An event that goes on counting where the last one stopped.
    pub fn new(now: Time, rng: &'a mut Rng, ops: &'a mut u64) -> Context<'a> {
        Context { now, rng, effects: Vec::new(), ops }
    }

    /// A number for a promise, never used before.
    pub fn op(&mut self) -> OpId {
        *self.ops += 1;
        OpId(*self.ops)
    }

    /// A number for a WebSocket, never used before.
    pub fn socket(&mut self) -> SocketId {
        *self.ops += 1;
        SocketId(*self.ops)
    }

    /// Something is to be done.
    pub fn effect(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    /// Something is to be done to a connection.
    pub fn connection(&mut self, id: ConnectionId, command: Command) {
        self.effects.push(Effect::Connection { id, command });
    }
}
