//! One sender of one connection: what is wanted, what is in force, and at most one op between the two.

use crate::api::context::Context;
use crate::api::effect::{Command, Source};
use crate::base::ids::{ConnectionId, OpId};
use crate::base::time::Time;
use crate::rtc::op::{Broken, OP_MS};

/// Attempts to bring one change about; what fails so often will not work on this connection.
const MAX_TRIES: u8 = 3;

/// One of our four sources towards one peer.
pub struct Sender {
    source: Source,
    wanted: bool,
    in_force: bool,
    flight: Option<(OpId, bool, Time)>,
    tries: u8,
}

impl Sender {
    /// Sends nothing.
    pub fn new(source: Source) -> Sender {
        Sender { source, wanted: false, in_force: false, flight: None, tries: 0 }
    }

    /// Changes what is wanted.
    pub fn want(&mut self, on: bool, id: ConnectionId, cx: &mut Context) {
        if self.wanted != on {
            self.wanted = on;
            self.tries = 0;
        }
        self.go(id, cx);
    }

    /// Takes the answer of an op; `None` if the op is not ours.
    ///
    /// Invariant: what a person sends is what their status says. A sender that will not obey is worth a fresh connection.
    pub fn done(&mut self, op: OpId, kept: bool, id: ConnectionId, cx: &mut Context) -> Option<Result<(), Broken>> {
        let (_, on, _) = self.flight.filter(|(ours, ..)| *ours == op)?;
        self.flight = None;
        if kept {
            self.in_force = on;
            self.tries = 0;
        }
        self.go(id, cx);
        let obeys = self.flight.is_some() || self.wanted == self.in_force;
        Some(if obeys { Ok(()) } else { Err(Broken) })
    }

    /// When the op that runs counts as broken.
    pub fn deadline(&self) -> Option<Time> {
        self.flight.map(|(.., since)| since + OP_MS)
    }

    fn go(&mut self, id: ConnectionId, cx: &mut Context) {
        if self.flight.is_none() && self.wanted != self.in_force && self.tries < MAX_TRIES {
            self.tries += 1;
            let op = cx.op();
            self.flight = Some((op, self.wanted, cx.now));
            cx.connection(id, Command::Send { op, source: self.source, on: self.wanted });
        }
    }
}
