//! What will happen and when: a queue in which things of one lane keep their order and all others may overtake.

use super::rng::Rng;
use std::cmp::Ordering;
use std::collections::{BinaryHeap, HashMap};

/// Something that happens to a world of type `W`.
pub type Happening<W> = Box<dyn FnOnce(&mut W)>;

/// What keeps its own order.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lane {
    /// From a page to the server over this socket.
    Up(u32),
    /// From the server to a page over this socket.
    Down(u32),
    /// A reliable data channel of a tunnel, towards this end.
    Channel {
        /// Which tunnel.
        tunnel: usize,
        /// 0 or 1.
        to: usize,
        /// Number of the channel.
        channel: u8,
    },
}

/// The queue.
pub struct Timeline<W> {
    heap: BinaryHeap<Entry<W>>,
    lanes: HashMap<Lane, (u64, u64)>,
    count: u64,
}

struct Entry<W> {
    at: u64,
    link: u64,
    what: Happening<W>,
}

impl<W> Timeline<W> {
    /// Nothing will happen.
    pub fn new() -> Timeline<W> {
        Timeline { heap: BinaryHeap::new(), lanes: HashMap::new(), count: 0 }
    }

    /// Something happens at this moment, in any order with others of the same moment.
    pub fn add(&mut self, at: u64, rng: &mut Rng, what: Happening<W>) {
        let link = self.link(rng);
        self.heap.push(Entry { at, link, what });
    }

    /// Something happens at this moment or later, after everything that is on its lane already.
    pub fn add_on(&mut self, lane: Lane, at: u64, rng: &mut Rng, what: Happening<W>) {
        let fresh = self.link(rng);
        let (last, last_tie) = self.lanes.get(&lane).copied().unwrap_or_default();
        let (at, link) = if at > last { (at, fresh) } else { (last, fresh.max(last_tie + 1)) };
        self.lanes.insert(lane, (at, link));
        self.heap.push(Entry { at, link, what });
    }

    /// The next thing, if it is due by then.
    pub fn next(&mut self, until: u64) -> Option<(u64, Happening<W>)> {
        if self.heap.peek()?.at > until {
            return None;
        }
        self.heap.pop().map(|entry| (entry.at, entry.what))
    }

    /// A random number first, so that things of one millisecond come in any order; then one that counts up.
    fn link(&mut self, rng: &mut Rng) -> u64 {
        self.count += 1;
        (rng.any() << 32) | (self.count & 0xFFFF_FFFF)
    }
}

impl<W> PartialEq for Entry<W> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl<W> Eq for Entry<W> {}

impl<W> PartialOrd for Entry<W> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<W> Ord for Entry<W> {
    /// Reversed: the heap gives the largest, we want the soonest.
    fn cmp(&self, other: &Self) -> Ordering {
        (other.at, other.link).cmp(&(self.at, self.link))
    }
}
