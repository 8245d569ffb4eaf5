//! What the data channels of a connection share in one direction: a wire of so many bytes a millisecond that loses packets.
//!
//! The channels take turns, a message each, as SCTP's round-robin scheduler has it (RFC 8260, section 3.1); a message with a
//! lost packet is whole one round trip later, and those behind it wait. What is put in faster than it leaves waits here, as
//! it does in a browser's buffer.

use super::World;
use super::timeline::Lane;
use plenum_engine::api::event::Channel;
use std::collections::VecDeque;

/// Payload of one packet, bytes.
const PACKET: usize = 1_150;
/// Until a lost packet is sent again, milliseconds: a round trip and a little patience.
const REPEAT_MS: u64 = 90;

/// One direction of a connection.
#[derive(Default)]
pub struct Wire {
    /// What waits: messages, bulk.
    waiting: [VecDeque<Vec<u8>>; 2],
    busy: bool,
    /// Whose turn it was last.
    last: usize,
    /// The most that ever waited, bytes.
    pub fullest: usize,
}

impl World {
    /// Bytes into one of the two reliable channels.
    pub fn onto_wire(&mut self, tunnel: usize, to: usize, channel: Channel, bytes: Vec<u8>) {
        let wire = &mut self.tunnels[tunnel].wires[to];
        wire.waiting[usize::from(channel == Channel::Bulk)].push_back(bytes);
        let waits = wire.waiting.iter().flatten().map(Vec::len).sum();
        wire.fullest = wire.fullest.max(waits);
        self.transmit(tunnel, to);
    }

    fn transmit(&mut self, tunnel: usize, to: usize) {
        let wire = &mut self.tunnels[tunnel].wires[to];
        let turn = if wire.waiting[1 - wire.last].is_empty() { wire.last } else { 1 - wire.last };
        if wire.busy {
            return;
        }
        let Some(bytes) = wire.waiting[turn].pop_front() else { return };
        (wire.busy, wire.last) = (true, turn);
        let channel = [Channel::Messages, Channel::Bulk][turn];
        let packets = bytes.len().div_ceil(PACKET);
        let lost = (0..packets).filter(|_| self.rng.chance(self.weather.packets_lost)).count() as u64;
        let takes = bytes.len() as u64 / self.weather.bytes_per_ms.max(1);
        let delay = self.rng.latency(self.weather.path) + 1 + if lost > 0 { REPEAT_MS } else { 0 };
        self.after(takes, move |world| {
            world.tunnels[tunnel].wires[to].busy = false;
            let lane = Lane::Channel { tunnel, to, channel: channel as u8 };
            world.along(lane, delay, move |world| world.arrive(tunnel, to, channel, bytes));
            world.transmit(tunnel, to);
        });
    }
}
