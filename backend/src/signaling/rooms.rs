//! The rooms of a running server: the room machine behind locks, its effects carried out over the sessions' queues.

use super::outbox::{NotSent, Outbox};
use crate::base::clock::Clock;
use crate::base::counters::{Count, Counters};
use crate::base::limits::Limits;
use crate::net::address::AddressKey;
use crate::ws::{Opcode, encoder};
use plenum_rooms::door::{Effect, Joiner, Seats, SessionId, Undeliverable};
use plenum_rooms::lock;
use plenum_rooms::pace::SeatPace;
use plenum_rooms::rooms::{Refused, RoomLimits, Rooms as Machine, SharedDoor};
use plenum_rooms::welcome::Roster;
use plenum_shared::codec::encode;
use plenum_shared::frame;
use plenum_shared::ids::{PublicKey, RoomId, Seat};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

type Door = SharedDoor<Arc<Outbox>>;

/// All rooms of a server, in memory only.
#[derive(Debug)]
pub struct Rooms {
    // Invariant: this lock is taken before any door's, never after.
    machine: Mutex<Machine<Arc<Outbox>, AddressKey>>,
    seat_kept: Duration,
    clock: Clock,
    counters: Arc<Counters>,
    sessions: AtomicU64,
    tasks: TaskTracker,
    stopped: CancellationToken,
}

impl Rooms {
    /// None yet. `stopped` ends the tasks that keep seats, which run under `tasks`.
    pub fn new(
        limits: &Limits,
        clock: Clock,
        counters: Arc<Counters>,
        tasks: TaskTracker,
        stopped: CancellationToken,
    ) -> Arc<Rooms> {
        let machine = Machine::new(RoomLimits {
            doors: limits.doors,
            room_size: limits.room_size,
            new_doors: limits.new_doors,
            arrivals_per_door: limits.arrivals_per_door,
            arrivals_per_address: limits.arrivals_per_address,
        });
        let (machine, sessions) = (Mutex::new(machine), AtomicU64::new(0));
        Arc::new(Rooms { machine, seat_kept: limits.seat_kept, clock, counters, sessions, tasks, stopped })
    }

    /// A number for a new session.
    pub fn session(&self) -> SessionId {
        SessionId(self.sessions.fetch_add(1, Ordering::Relaxed))
    }

    /// Takes a seat behind the door (room, key), which is made if need be. `greet` tells the newcomer.
    ///
    /// # Errors
    /// Nobody is let in; nothing has changed.
    pub fn join(
        self: &Arc<Self>,
        (room, key): (RoomId, PublicKey),
        joiner: Joiner<'_, Arc<Outbox>>,
        address: AddressKey,
        greet: impl FnOnce(Roster),
    ) -> Result<(Seated, SeatPace), Refused> {
        let (session, now) = (joiner.session, self.clock.now());
        let mut machine = lock(&self.machine);
        let opened = machine.open(room, key, address, now)?;
        if opened.evicted {
            self.counters.add(Count::DoorEvicted);
        }
        let mut door = lock(&opened.door);
        let joined = machine.join(&mut door, joiner, address, now)?;
        carry_out(joined.effects);
        greet(Roster { seat: joined.seat, peers: joined.peers, other_door: opened.other_door });
        drop(door);
        if joined.evicted {
            self.counters.add(Count::SeatEvicted);
        }
        self.counters.add(if joined.resumed { Count::Resumed } else { Count::Seated });
        Ok((Seated { rooms: Arc::clone(self), door: opened.door, seat: joined.seat, session }, joined.pace))
    }

    /// Forgets addresses from which nobody came lately.
    pub fn forget_addresses(&self) {
        lock(&self.machine).sweep(self.clock.now());
    }

    /// How many doors there are.
    pub fn doors(&self) -> usize {
        lock(&self.machine).door_count()
    }

    /// How many seats there are.
    pub fn seats(&self) -> Seats {
        lock(&self.machine).seats()
    }

    /// Gives nobody a seat any more, and sends everybody away.
    pub fn close(&self) {
        lock(&self.machine).close(carry_out);
    }
}

/// Queues messages and closes sessions. A session that cannot take a message is closed by its own queue.
fn carry_out(effects: Vec<Effect<Arc<Outbox>>>) {
    for effect in effects {
        match effect {
            Effect::Send(outboxes, message) => {
                let wire = encoder::text(&encode(&message));
                for outbox in outboxes {
                    let _ = outbox.push(wire.clone());
                }
            }
            Effect::Close(outbox, reason) => outbox.close(reason),
        }
    }
}

/// A session's hold on its seat. Dropping it is losing the session: the seat is kept for a while.
#[derive(Debug)]
pub struct Seated {
    rooms: Arc<Rooms>,
    door: Door,
    seat: Seat,
    session: SessionId,
}

impl Seated {
    /// Relays a message to another seat of the same door, or counts why not. There is no way to any other room.
    pub fn relay(&self, to: Seat, message: &[u8]) {
        // Made before the lock is taken: copying takes the longest.
        let wire = encoder::frame(Opcode::Binary, &[&frame::header(self.seat), message]);
        let count = match lock(&self.door).route(self.seat, self.session, to) {
            Ok(outbox) => match outbox.push_peer_message(self.seat.slot, wire) {
                Ok(()) => Count::Message,
                Err(NotSent::Dropped) => Count::MessageBeyondShare,
                Err(NotSent::Closing) => Count::MessageToLost,
            },
            Err(Undeliverable::Displaced) => Count::MessageFromDisplaced,
            Err(Undeliverable::ToSelf) => Count::MessageToSelf,
            Err(Undeliverable::ToNobody) => Count::MessageToNobody,
            Err(Undeliverable::ToLost) => Count::MessageToLost,
        };
        self.rooms.counters.add(count);
    }

    /// Gives the seat away at once.
    pub fn leave(self) {
        // What `drop` finds afterwards is not ours any more.
        let mut door = lock(&self.door);
        let Some(effects) = door.leave(self.seat, self.session) else { return };
        carry_out(effects);
        drop(door);
        lock(&self.rooms.machine).remove_if_empty(&self.door);
    }
}

impl Drop for Seated {
    fn drop(&mut self) {
        let rooms = &self.rooms;
        if !lock(&self.door).lose(self.seat, self.session, rooms.clock.now()) {
            return;
        }
        // Without a runtime the whole server is over, and its seats with it.
        let Ok(runtime) = Handle::try_current() else { return };
        let (keeper, door) = (Arc::clone(rooms), Arc::clone(&self.door));
        let keep = async move {
            let kept = tokio::time::sleep(keeper.seat_kept);
            if keeper.stopped.run_until_cancelled(kept).await.is_some() {
                keeper.expire(&door);
            }
        };
        rooms.tasks.spawn_on(keep, &runtime);
    }
}

impl Rooms {
    /// Gives away the seats of a door that were kept for long enough; one that was taken back is not lost any more.
    fn expire(&self, door: &Door) {
        let mut held = lock(door);
        let (expired, effects) = held.expire(self.seat_kept, self.clock.now());
        carry_out(effects);
        drop(held);
        self.counters.add_many(Count::SeatExpired, expired as u64);
        lock(&self.machine).remove_if_empty(door);
    }
}
