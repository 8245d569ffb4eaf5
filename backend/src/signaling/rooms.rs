//! All rooms of this server, in memory only: doors are made by the first who enters and gone with the last.

use super::door::{Door, Guest, LineId, NoPlace, Sat, Terms};
use super::pace::SeatPace;
use crate::base::counters::{Count, Counters};
use crate::base::limits::Rate;
use crate::base::rate::Buckets;
use crate::net::address::AddressKey;
use plenum_shared::ids::{PublicKey, RoomId, Seat};
use plenum_shared::message::SeatedPeer;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Every door there is.
#[derive(Debug)]
pub struct Rooms {
    doors: usize,
    room_size: u16,
    seat_kept: Duration,
    new_doors: Buckets,
    arrivals_per_door: Rate,
    arrivals: Buckets,
    counters: Arc<Counters>,
    lines: AtomicU64,
    tasks: TaskTracker,
    stopped: CancellationToken,
    // Invariant: this lock is taken before any door's, never after. A door leaves the table only under both and
    // only when empty, so that nobody sits behind a door that is not listed.
    table: Mutex<Table>,
}

#[derive(Debug, Default)]
struct Table {
    rooms: HashMap<RoomId, HashMap<PublicKey, Arc<Door>>>,
    doors: usize,
    closed: bool,
}

/// Why there is no seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoSeat {
    /// The room has all its members.
    RoomFull,
    /// The server has all its doors.
    DoorsFull,
    /// This address made too many doors; wait this long.
    TooManyDoors(Duration),
    /// Too many arrived here, or from this address; wait this long.
    TooManyArrivals(Duration),
    /// The server is stopping.
    Closed,
}

/// What a newcomer learns with their seat.
#[derive(Debug)]
pub struct Greeting {
    /// Their own seat.
    pub seat: Seat,
    /// The others.
    pub seated_peers: Vec<SeatedPeer>,
    /// Whether somebody is in this room behind another door.
    pub other_door: bool,
}

impl Rooms {
    /// None yet. `stopped` ends the tasks that keep seats, which run under `tasks`.
    pub fn new(
        limits: &crate::base::limits::Limits,
        counters: Arc<Counters>,
        tasks: TaskTracker,
        stopped: CancellationToken,
    ) -> Arc<Rooms> {
        Arc::new(Rooms {
            doors: limits.doors,
            room_size: limits.room_size,
            seat_kept: limits.seat_kept,
            new_doors: Buckets::new(limits.new_doors),
            arrivals_per_door: limits.arrivals_per_door,
            arrivals: Buckets::new(limits.arrivals_per_address),
            counters,
            lines: AtomicU64::new(0),
            tasks,
            stopped,
            table: Mutex::default(),
        })
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A number for a new line.
    pub fn line(&self) -> LineId {
        LineId(self.lines.fetch_add(1, Ordering::Relaxed))
    }

    /// Seats a guest behind the door (room, key), which is made if need be.
    ///
    /// # Errors
    /// There is no seat for them; nothing has changed.
    pub fn enter(
        self: &Arc<Self>,
        room: RoomId,
        key: PublicKey,
        guest: &Guest<'_>,
        address: AddressKey,
        greet: impl FnOnce(Greeting),
    ) -> Result<(Seated, SeatPace), NoSeat> {
        let mut table = self.table();
        if table.closed {
            return Err(NoSeat::Closed);
        }
        let behind_this_room = table.rooms.get(&room);
        let other_door = behind_this_room.is_some_and(|doors| doors.keys().any(|other| *other != key));
        let door = match behind_this_room.and_then(|doors| doors.get(&key)) {
            Some(door) => Arc::clone(door),
            None => {
                // Both are asked before either is charged: who is refused has changed nothing.
                self.arrivals.wait(address).map_or(Ok(()), Err).map_err(NoSeat::TooManyArrivals)?;
                self.new_doors.take(address).map_err(NoSeat::TooManyDoors)?;
                if table.doors >= self.doors {
                    match table.evict_lineless() {
                        true => self.counters.add(Count::DoorEvicted),
                        false => return Err(NoSeat::DoorsFull),
                    }
                }
                table.doors += 1;
                let door = Arc::new(Door::new(room, key));
                table.rooms.entry(room).or_default().insert(key, Arc::clone(&door));
                door
            }
        };
        let terms = Terms {
            size: self.room_size,
            arrivals: self.arrivals_per_door,
            address: &|| self.arrivals.take(address),
            counters: &self.counters,
        };
        let (sat, pace) = door
            .sit(guest, &terms, |seat, seated_peers| greet(Greeting { seat, seated_peers, other_door }))
            .map_err(|why| match why {
                NoPlace::Full => NoSeat::RoomFull,
                NoPlace::TooMany(wait) => NoSeat::TooManyArrivals(wait),
            })?;
        self.counters.add(match sat {
            Sat::Anew(_) => Count::Seated,
            Sat::Again(_) => Count::Resumed,
        });
        Ok((Seated { rooms: Arc::clone(self), door, seat: sat.seat(), line: guest.line }, pace))
    }

    /// Removes a door nobody sits behind.
    fn tidy(&self, door: &Door) {
        let mut table = self.table();
        if !door.is_empty() {
            return;
        }
        table.remove(door);
    }

    /// Forgets addresses from which nobody came lately.
    pub fn forget_addresses(&self) {
        self.new_doors.sweep();
        self.arrivals.sweep();
    }

    /// How many doors there are.
    pub fn doors(&self) -> usize {
        self.table().doors
    }

    /// Seats nobody any more, and sends everybody away.
    pub fn close(&self) {
        let mut table = self.table();
        table.closed = true;
        for door in table.rooms.values().flat_map(HashMap::values) {
            door.go_away();
        }
    }
}

impl Table {
    /// Takes a door out of the books.
    fn remove(&mut self, door: &Door) {
        let Entry::Occupied(mut room) = self.rooms.entry(door.room) else { return };
        // Only this very door: one of the same name may have been made since.
        if room.get().get(&door.key).is_some_and(|listed| std::ptr::eq(&**listed, door)) {
            room.get_mut().remove(&door.key);
            if room.get().is_empty() {
                room.remove();
            }
            self.doors -= 1;
        }
    }

    /// Closes the door that has been without a line for longest; false if there is none.
    fn evict_lineless(&mut self) -> bool {
        let doors = self.rooms.values().flat_map(HashMap::values);
        let lineless = doors.filter_map(|door| Some((door.lineless_since()?, door)));
        let Some(door) = lineless.min_by_key(|(since, _)| *since).map(|(_, door)| Arc::clone(door)) else {
            return false;
        };
        // Nobody sits down meanwhile: that takes the lock of this table.
        door.abandon();
        self.remove(&door);
        true
    }
}

/// A line's hold on its seat. Dropping it is losing the line: the seat is kept for a while.
#[derive(Debug)]
pub struct Seated {
    rooms: Arc<Rooms>,
    door: Arc<Door>,
    seat: Seat,
    line: LineId,
}

impl Seated {
    /// Hands a message to another seat of the same door. There is no way from here to any other room.
    pub fn deliver(&self, to: Seat, message: &[u8]) {
        self.door.deliver(self.seat, self.line, to, message, &self.rooms.counters);
    }

    /// Gives the seat away at once.
    pub fn leave(self) {
        // What `drop` finds afterwards is not ours any more.
        if self.door.leave(self.seat, self.line) {
            self.rooms.tidy(&self.door);
        }
    }
}

impl Drop for Seated {
    fn drop(&mut self) {
        if !self.door.lose(self.seat, self.line) {
            return;
        }
        // Without a runtime the whole server is over, and its seats with it.
        let Ok(runtime) = Handle::try_current() else { return };
        let (rooms, door, seat, line) = (Arc::clone(&self.rooms), Arc::clone(&self.door), self.seat, self.line);
        let keep = async move {
            tokio::select! {
                () = tokio::time::sleep(rooms.seat_kept) => {
                    // Somebody who came back has another line.
                    if door.leave(seat, line) {
                        rooms.counters.add(Count::SeatExpired);
                        rooms.tidy(&door);
                    }
                }
                () = rooms.stopped.cancelled() => {}
            }
        };
        self.rooms.tasks.spawn_on(keep, &runtime);
    }
}
