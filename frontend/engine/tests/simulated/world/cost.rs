//! What a page's person pays for a meeting: connections made, bytes sent, chimes heard.

use plenum_engine::api::effect::{Command, Effect, SocketCommand};
use std::ops::Sub;

/// What it costs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// Connections made.
    pub connections: u64,
    /// Descriptions made: offers and answers.
    pub descriptions: u64,
    /// Bytes of signaling and messages sent, over the server and over channels.
    pub bytes_up: u64,
    /// Chimes.
    pub chimes: u64,
}

impl Cost {
    /// One effect more.
    pub fn count(&mut self, effect: &Effect) {
        match effect {
            Effect::Chime(_) => self.chimes += 1,
            Effect::Socket { command: SocketCommand::Binary(bytes), .. } => self.bytes_up += bytes.len() as u64,
            Effect::Socket { command: SocketCommand::Text(text), .. } => self.bytes_up += text.len() as u64,
            Effect::Connection { command, .. } => match command {
                Command::Open { .. } => self.connections += 1,
                Command::Offer { .. } | Command::Answer { .. } => self.descriptions += 1,
                Command::Say(_, bytes) => self.bytes_up += bytes.len() as u64,
                _ => {}
            },
            _ => {}
        }
    }
}

impl Sub for Cost {
    type Output = Cost;
    fn sub(self, before: Cost) -> Cost {
        Cost {
            connections: self.connections - before.connections,
            descriptions: self.descriptions - before.descriptions,
            bytes_up: self.bytes_up - before.bytes_up,
            chimes: self.chimes - before.chimes,
        }
    }
}
