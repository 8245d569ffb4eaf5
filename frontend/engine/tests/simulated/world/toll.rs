//! What a hostile member makes each victim pay within a minute, held below named budgets at every second of every meeting.

use super::World;
use super::heap::Heap;
use super::page::Life;
use plenum_engine::api::effect::{Command, Effect, SocketCommand};
use plenum_engine::api::view::{News, View};
use plenum_shared::frame;
use std::collections::VecDeque;

/// Connections with somebody hostile, all their identities together: the engine makes 8 at once with each and then one every
/// two and a half seconds.
const CONNECTIONS: u64 = 40;
/// Bytes sent to them, over the server and over channels: answers of 10 KB, each once, and acknowledgements.
const BYTES_UP: u64 = 2_000_000;
/// Chimes for their coming and going: three at once, and one more every ten seconds.
const CHIMES: u64 = 10;
/// Sentences of the live region about them: six in ten seconds are the most for all people, one in three for each.
const ANNOUNCEMENTS: u64 = 36;
/// Bytes of heap by which an engine may grow, honest meeting included: a few times what was seen in two thousand meetings.
const GROWTH: i64 = 1_000_000;
/// Bytes of heap that a single event may need for a moment: the largest bundle, opened, read and answered, is a tenth of it.
const PEAK: i64 = 1_000_000;
/// The time all of this is counted in, seconds.
const MINUTE: usize = 60;

/// What was paid so far.
#[derive(Clone, Copy, Debug, Default)]
pub struct Toll {
    connections: u64,
    bytes_up: u64,
    chimes: u64,
    announcements: u64,
    held: i64,
}

/// The same now, and at each second of the last minute.
#[derive(Default)]
pub struct Tolls {
    now: Toll,
    past: VecDeque<Toll>,
    /// Of the engine, whatever the reason.
    pub heap: Heap,
}

impl Tolls {
    /// Bytes sent to somebody hostile so far.
    pub fn bytes_up(&self) -> u64 {
        self.now.bytes_up
    }

    /// Counts and holds the budgets, once a second; what breaks one is told.
    fn weigh(&mut self) -> Option<String> {
        self.now.held = self.heap.held;
        let before = if self.past.len() < MINUTE { Toll::default() } else { self.past.pop_front().unwrap_or_default() };
        self.past.push_back(self.now);
        let spent = Toll {
            connections: self.now.connections - before.connections,
            bytes_up: self.now.bytes_up - before.bytes_up,
            chimes: self.now.chimes - before.chimes,
            announcements: self.now.announcements - before.announcements,
            held: self.now.held - before.held,
        };
        let fine = spent.connections <= CONNECTIONS
            && spent.bytes_up <= BYTES_UP
            && spent.chimes <= CHIMES
            && spent.announcements <= ANNOUNCEMENTS
            && spent.held <= GROWTH
            && self.heap.peak <= PEAK;
        (!fine).then(|| format!("{spent:?}, and {} bytes at once", self.heap.peak))
    }
}

impl World {
    /// An effect that has to do with somebody hostile is charged to its page.
    pub fn charge(&mut self, page: usize, effect: &Effect) {
        let to_a_guest = |bytes: &[u8]| {
            let seat = frame::split(bytes).map(|(seat, _)| seat);
            self.guests.iter().any(|guest| guest.seat.is_some() && guest.seat == seat)
        };
        let (connections, bytes_up) = match effect {
            Effect::Connection { id, command: Command::Open { .. } } => {
                (u64::from(self.strangers.contains(&id.peer)), 0)
            }
            Effect::Connection { id, command: Command::Say(_, bytes) } if self.strangers.contains(&id.peer) => {
                (0, bytes.len() as u64)
            }
            Effect::Socket { command: SocketCommand::Binary(bytes), .. } if to_a_guest(bytes) => {
                (0, bytes.len() as u64)
            }
            _ => return,
        };
        let toll = &mut self.pages[page].toll.now;
        toll.connections += connections;
        toll.bytes_up += bytes_up;
    }

    /// What was said of people and chimed, unless it was of somebody honest.
    pub fn charge_news(&mut self, page: usize, before: &View, chimes: usize) {
        let Some(said) = &self.pages[page].view.announcement else { return };
        let known = before.announcement.as_ref().map_or(0, |before| before.number);
        let (News::Arrived(name)
        | News::Departed(name)
        | News::Back(name)
        | News::Shares(name)
        | News::SharesNoMore(name)
        | News::Captions(name)
        | News::Interrupted(name)
        | News::Reconnected(name)) = &said.what
        else {
            return;
        };
        if said.number == known || self.people.iter().any(|person| person.names.contains(&**name)) {
            return;
        }
        let toll = &mut self.pages[page].toll.now;
        toll.announcements += 1;
        toll.chimes += chimes as u64;
    }

    /// Holds what everybody was made to pay below the budgets.
    pub fn weigh(&mut self) {
        for page in (0..self.pages.len()).filter(|_| self.hostile) {
            if self.pages[page].life == Life::Running
                && let Some(why) = self.pages[page].toll.weigh()
            {
                panic!("{} pays too much within a minute: {why}", self.label(page));
            }
        }
    }
}
