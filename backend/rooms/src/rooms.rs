//! All rooms of a server: the table of doors, made by the first who joins and removed with the last, and their limits.

use crate::door::{Door, Effect, Joined, Joiner, NoSeat, Seats, Terms};
use crate::lock;
use crate::rate::{Buckets, Rate};
use crate::time::Time;
use plenum_shared::ids::{PublicKey, RoomId};
use std::collections::BTreeMap;
use std::fmt;
use std::hash::Hash;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What rooms are held to.
#[derive(Clone, Copy, Debug)]
pub struct RoomLimits {
    /// Doors in all; when full, the one longest without a session makes room.
    pub doors: usize,
    /// Members behind one door; when full, the seat longest without a session makes room.
    pub room_size: u16,
    /// New doors per address.
    pub new_doors: Rate,
    /// New seats behind one door.
    pub arrivals_per_door: Rate,
    /// New seats per address.
    pub arrivals_per_address: Rate,
}

/// A door as its sessions share it.
// Invariant: the table of doors is locked before any door, never after.
pub type SharedDoor<S> = Arc<Mutex<Door<S>>>;

/// The table of doors. `S` is the way to a session, `A` a client address.
pub struct Rooms<S, A> {
    limits: RoomLimits,
    // In order of their ids: the doors of one room stand beside each other, and one seed of a simulation tells one story.
    doors: BTreeMap<(RoomId, PublicKey), SharedDoor<S>>,
    new_doors: Buckets<A>,
    arrivals: Buckets<A>,
    closed: bool,
}

/// A door that was found or made.
pub struct Opened<S> {
    /// The door.
    pub door: SharedDoor<S>,
    /// Whether somebody is in this room behind another door.
    pub other_door: bool,
    /// An abandoned door was given up for it.
    pub evicted: bool,
}

/// Why nobody is let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The room has all its members.
    RoomFull,
    /// The server has all its doors.
    DoorsFull,
    /// This address made too many doors; wait this long.
    TooManyDoors(Duration),
    /// Too many arrived here, or from this address; wait this long.
    TooManyArrivals(Duration),
    /// The server stops.
    Closed,
}

impl<S: Clone, A: Copy + Eq + Hash> Rooms<S, A> {
    /// A table without doors.
    pub fn new(limits: RoomLimits) -> Rooms<S, A> {
        Rooms {
            limits,
            doors: BTreeMap::new(),
            new_doors: Buckets::new(limits.new_doors),
            arrivals: Buckets::new(limits.arrivals_per_address),
            closed: false,
        }
    }

    /// Finds the door (room, key), or makes it. [`Rooms::join`] has to follow before this table is used again.
    ///
    /// # Errors
    /// Nobody is let in; nothing has changed.
    pub fn open(&mut self, room: RoomId, key: PublicKey, address: A, now: Time) -> Result<Opened<S>, Refused> {
        if self.closed {
            return Err(Refused::Closed);
        }
        let whole_room = (room, PublicKey([u8::MIN; 32]))..=(room, PublicKey([u8::MAX; 32]));
        let other_door = self.doors.range(whole_room).any(|((_, other), _)| *other != key);
        if let Some(door) = self.doors.get(&(room, key)) {
            return Ok(Opened { door: Arc::clone(door), other_door, evicted: false });
        }
        // Both are asked before either is charged: who is refused has changed nothing.
        self.arrivals.wait(&address, now).map_or(Ok(()), Err).map_err(Refused::TooManyArrivals)?;
        self.new_doors.take(address, now).map_err(Refused::TooManyDoors)?;
        let evicted = self.doors.len() >= self.limits.doors;
        if evicted && !self.evict_abandoned() {
            return Err(Refused::DoorsFull);
        }
        let door = Arc::new(Mutex::new(Door::new(room, key, now)));
        self.doors.insert((room, key), Arc::clone(&door));
        Ok(Opened { door, other_door, evicted })
    }

    /// Takes a seat behind an open door, which the caller holds locked until the effects are carried out.
    ///
    /// # Errors
    /// There is no seat; nothing has changed.
    pub fn join(
        &mut self,
        door: &mut Door<S>,
        joiner: Joiner<'_, S>,
        address: A,
        now: Time,
    ) -> Result<Joined<S>, Refused> {
        let terms = Terms { size: self.limits.room_size, arrivals: self.limits.arrivals_per_door };
        door.join(joiner, terms, || self.arrivals.take(address, now), now).map_err(|why| match why {
            NoSeat::Full => Refused::RoomFull,
            NoSeat::TooMany(wait) => Refused::TooManyArrivals(wait),
        })
    }

    /// Removes a door behind which nobody has a seat.
    // Invariant: a door leaves the table only under both locks and only when empty, so that nobody has a seat behind a
    // door that is not listed.
    pub fn remove_if_empty(&mut self, door: &SharedDoor<S>) {
        let held = lock(door);
        if held.is_empty() {
            let name = held.name();
            drop(held);
            self.remove(name, door);
        }
    }

    /// Takes a door out of the table: only this very one, since one of the same name may have been made after it.
    fn remove(&mut self, name: (RoomId, PublicKey), door: &SharedDoor<S>) {
        if self.doors.get(&name).is_some_and(|listed| Arc::ptr_eq(listed, door)) {
            self.doors.remove(&name);
        }
    }

    /// Gives up the door that has been without a session for longest; false if there is none.
    fn evict_abandoned(&mut self) -> bool {
        let abandoned = self.doors().filter_map(|door| Some((lock(door).abandoned_since()?, door)));
        let Some(door) = abandoned.min_by_key(|(since, _)| *since).map(|(_, door)| Arc::clone(door)) else {
            return false;
        };
        let name = {
            // Nobody takes a seat meanwhile: that takes this table.
            let mut door = lock(&door);
            door.abandon();
            door.name()
        };
        self.remove(name, &door);
        true
    }

    /// Forgets addresses from which nobody came lately.
    pub fn sweep(&mut self, now: Time) {
        self.new_doors.sweep(now);
        self.arrivals.sweep(now);
    }

    /// Every door.
    pub fn doors(&self) -> impl Iterator<Item = &SharedDoor<S>> {
        self.doors.values()
    }

    /// How many doors there are.
    pub fn door_count(&self) -> usize {
        self.doors.len()
    }

    /// How many seats there are behind all doors.
    pub fn seats(&self) -> Seats {
        self.doors().fold(Seats::default(), |all, door| {
            let here = lock(door).seats();
            Seats { connected: all.connected + here.connected, lost: all.lost + here.lost }
        })
    }

    /// Gives nobody a seat any more, and sends everybody away: `carry_out` is called once per door, under its lock. They are
    /// told to return one after the other.
    pub fn close(&mut self, mut carry_out: impl FnMut(Vec<Effect<S>>)) {
        self.closed = true;
        let all = self.seats().connected;
        let mut told = 0;
        for door in self.doors() {
            let held = lock(door);
            carry_out(held.drain(|| {
                told += 1;
                return_after(told - 1, all)
            }));
        }
    }
}

/// Between two who return after a stop: what a small machine takes in without making anybody wait.
const RETURN_EVERY: Duration = Duration::from_millis(1);
/// Longest time told: however many they are, nobody is away for longer because of it.
const LONGEST_RETURN: Duration = Duration::from_secs(10);

/// When the `nth` of `all` is to return. Those of one room follow each other, so that they find each other soon.
fn return_after(nth: usize, all: usize) -> Duration {
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let whole = RETURN_EVERY.saturating_mul(count(all)).min(LONGEST_RETURN);
    whole.mul_f64(f64::from(count(nth)) / f64::from(count(all).max(1)))
}

impl<S, A> fmt::Debug for Rooms<S, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rooms({})", self.doors.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_returns_does_so_one_after_the_other_and_nobody_late() {
        let ms = |nth, all| return_after(nth, all).as_millis();
        assert_eq!((0..5).map(|nth| ms(nth, 5)).collect::<Vec<_>>(), [0, 1, 2, 3, 4]);
        assert_eq!((ms(9_999, 10_000), ms(19_999, 20_000)), (9_999, 9_999), "one a millisecond, then closer");
        assert_eq!((ms(0, 0), ms(0, 1), ms(usize::MAX, usize::MAX)), (0, 0, 10_000));
    }
}
