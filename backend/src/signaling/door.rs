//! One door of a room: its seats, who sits where, and the lock through which all their messages and messages go.

use super::outbox::{End, NotSent, Outbox};
use super::pace::SeatPace;
use crate::base::counters::{Count, Counters};
use crate::base::limits::Rate;
use crate::base::rate::Bucket;
use crate::ws::{Opcode, encoder};
use bytes::Bytes;
use plenum_shared::codec::encode;
use plenum_shared::frame;
use plenum_shared::ids::{PeerId, PublicKey, RoomId, Seat};
use plenum_shared::message::{NoticeKind, SeatedPeer, ServerMessage};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// Which line, counted since the start: late answers are recognised by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineId(pub u64);

/// A door is a room and the public key by which one was admitted.
pub struct Door {
    /// Of which room.
    pub room: RoomId,
    /// By which key.
    pub key: PublicKey,
    inside: Mutex<Inside>,
}

struct Inside {
    places: Vec<Place>,
    arrivals: Bucket,
}

impl std::fmt::Debug for Door {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Door(…)")
    }
}

struct Place {
    generation: u16,
    sitting: Option<Sitting>,
}

struct Sitting {
    peer: PeerId,
    session_key: PublicKey,
    hello: Box<[u8]>,
    presence: Presence,
    pace: SeatPace,
}

enum Presence {
    /// The line is there.
    Here(LineId, Arc<Outbox>),
    /// This line was, until this moment; its seat is kept for a while.
    Lost(LineId, Instant),
}

impl Presence {
    fn line(&self) -> LineId {
        match self {
            Presence::Here(line, _) | Presence::Lost(line, _) => *line,
        }
    }
}

/// Somebody who proved that they may sit here.
pub struct Guest<'a> {
    /// Whose hash is the peer id.
    pub session_key: PublicKey,
    /// Sealed for the others.
    pub hello: &'a [u8],
    /// Their line.
    pub line: LineId,
    /// The way to it.
    pub outbox: &'a Arc<Outbox>,
    /// For a new seat; one that is taken back has its own.
    pub pace: &'a SeatPace,
}

/// What a door holds its guests to.
pub struct Terms<'a> {
    /// How many seats it has.
    pub size: u16,
    /// New seats.
    pub arrivals: Rate,
    /// Asked once more before anybody arrives: how long their address has to wait.
    pub address: &'a dyn Fn() -> Result<(), Duration>,
    /// What happened.
    pub counters: &'a Counters,
}

/// How a guest got their seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sat {
    /// A new one.
    Anew(Seat),
    /// The same as before: nobody was told anything.
    Again(Seat),
}

impl Sat {
    /// Where.
    pub fn seat(self) -> Seat {
        match self {
            Sat::Anew(seat) | Sat::Again(seat) => seat,
        }
    }
}

/// Why nobody new may sit here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoPlace {
    /// Every seat is taken, by somebody whose line is there.
    Full,
    /// Too many arrived lately; wait this long.
    TooMany(Duration),
}

impl Door {
    /// One without seats yet.
    pub fn new(room: RoomId, key: PublicKey) -> Door {
        let inside = Inside { places: Vec::new(), arrivals: Bucket::new(Instant::now()) };
        Door { room, key, inside: Mutex::new(inside) }
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives a guest their seat, tells them who is here (`greet` says it to their outbox) and tells the others.
    ///
    /// # Errors
    /// There is no seat for them; nothing has changed.
    // Invariant: greeting and being listed happen under one lock, so that nothing said in between is missed or
    // heard twice: `arrived` precedes every message of that seat, on every line.
    pub fn sit(
        &self,
        guest: &Guest<'_>,
        terms: &Terms<'_>,
        greet: impl FnOnce(Seat, Vec<SeatedPeer>),
    ) -> Result<(Sat, SeatPace), NoPlace> {
        let peer = PeerId::of(&guest.session_key);
        let mut inside = self.inside();
        let Inside { places, arrivals } = &mut *inside;
        let (slot, again) = match place_for(places, &peer, guest.hello, terms.size) {
            Some(found) => found,
            None => return Err(NoPlace::Full),
        };
        if !again {
            // Invariant: whatever is told to everybody was paid for here; a seat taken back as it was costs nothing.
            let now = Instant::now();
            arrivals.wait(terms.arrivals, now).map_or(Ok(()), Err).map_err(NoPlace::TooMany)?;
            (terms.address)().map_err(NoPlace::TooMany)?;
            arrivals.charge(terms.arrivals.every, now);
        }
        if slot == places.len() {
            // The first sitter's generation is 0.
            places.push(Place { generation: u16::MAX, sitting: None });
        }
        // Slots are fewer than `size`, itself a u16.
        let number = slot as u16;
        let mut pace = guest.pace.clone();
        if let Some(before) = places[slot].sitting.take() {
            match before.presence {
                Presence::Here(_, outbox) => outbox.end(End::Displaced),
                Presence::Lost(..) if before.peer != peer => terms.counters.add(Count::SeatEvicted),
                Presence::Lost(..) => {}
            }
            if before.peer == peer {
                pace = before.pace;
            }
            if !again {
                let seat = Seat { slot: number, generation: places[slot].generation };
                tell(places, &ServerMessage::Departed { seat });
            }
        }
        if !again {
            places[slot].generation = places[slot].generation.wrapping_add(1);
        }
        let seat = Seat { slot: number, generation: places[slot].generation };
        greet(seat, seated_peers(places));
        if !again {
            let seated_peer = SeatedPeer { seat, session_key: guest.session_key, hello: guest.hello.to_vec() };
            tell(places, &ServerMessage::Arrived { seated_peer, present: false });
        }
        places[slot].sitting = Some(Sitting {
            peer,
            session_key: guest.session_key,
            hello: guest.hello.into(),
            presence: Presence::Here(guest.line, Arc::clone(guest.outbox)),
            pace: pace.clone(),
        });
        Ok((if again { Sat::Again(seat) } else { Sat::Anew(seat) }, pace))
    }

    /// Hands a message from one seat to another, or counts why not. The message's bytes are not looked at.
    pub fn deliver(&self, from: Seat, line: LineId, to: Seat, message: &[u8], counters: &Counters) {
        // Made before the lock is taken: copying is the longest part.
        let wire = encoder::frame(Opcode::Binary, &[&frame::header(from), message]);
        let inside = self.inside();
        let sitting = |seat: Seat| {
            let place = inside.places.get(usize::from(seat.slot)).filter(|p| p.generation == seat.generation)?;
            place.sitting.as_ref()
        };
        // Invariant: only the line that holds the seat now speaks for it, so that no message follows `departed`.
        let count = match (sitting(from).map(|s| s.presence.line()), sitting(to).map(|s| &s.presence)) {
            (Some(current), _) if current != line => Count::MessageFromDisplaced,
            (None, _) => Count::MessageFromDisplaced,
            (Some(_), _) if from == to => Count::MessageToSelf,
            (Some(_), None) => Count::MessageToNobody,
            (Some(_), Some(Presence::Lost(..))) => Count::MessageToLost,
            (Some(_), Some(Presence::Here(_, outbox))) => match outbox.push_peer_message(from.slot, wire) {
                Ok(()) => Count::Message,
                Err(NotSent::Dropped) => Count::MessageBeyondShare,
                Err(NotSent::Closing) => Count::MessageToLost,
            },
        };
        counters.add(count);
    }

    /// The line is gone, the seat is kept; false if the seat is not this line's any more.
    pub fn lose(&self, seat: Seat, line: LineId) -> bool {
        match held_by(&mut self.inside().places, seat, line) {
            Some(sitting) => {
                sitting.presence = Presence::Lost(line, Instant::now());
                true
            }
            None => false,
        }
    }

    /// Gives the seat away if it is still this line's.
    pub fn leave(&self, seat: Seat, line: LineId) -> bool {
        let places = &mut self.inside().places;
        if held_by(places, seat, line).is_none() {
            return false;
        }
        places[usize::from(seat.slot)].sitting = None;
        tell(places, &ServerMessage::Departed { seat });
        true
    }

    /// Whether nobody sits here.
    pub fn is_empty(&self) -> bool {
        self.inside().places.iter().all(|place| place.sitting.is_none())
    }

    /// Since when no line has been here; `None` while one is.
    pub fn lineless_since(&self) -> Option<Instant> {
        let inside = self.inside();
        let mut latest = None;
        for sitting in inside.places.iter().filter_map(|place| place.sitting.as_ref()) {
            match sitting.presence {
                Presence::Here(..) => return None,
                Presence::Lost(_, since) => latest = latest.max(Some(since)),
            }
        }
        latest
    }

    /// Gives all seats away if no line is here.
    pub fn abandon(&self) {
        let mut inside = self.inside();
        if outboxes(&inside.places).next().is_none() {
            inside.places = Vec::new();
        }
    }

    /// Tells everybody that the server stops, and closes their lines behind it.
    pub fn go_away(&self) {
        let places = &self.inside().places;
        tell(places, &ServerMessage::Notice { kind: NoticeKind::Drain });
        for outbox in outboxes(places) {
            outbox.end(End::GoingAway);
        }
    }
}

/// The slot for this peer, perhaps one past the last, and whether they have it already, with this very hello.
fn place_for(places: &[Place], peer: &PeerId, hello: &[u8], size: u16) -> Option<(usize, bool)> {
    let known = places.iter().position(|place| place.sitting.as_ref().is_some_and(|s| s.peer == *peer));
    if let Some(slot) = known {
        return Some((slot, places[slot].sitting.as_ref().is_some_and(|s| *s.hello == *hello)));
    }
    let free = places.iter().position(|place| place.sitting.is_none());
    let fresh = (places.len() < usize::from(size)).then_some(places.len());
    let lost = places.iter().enumerate().filter_map(|(slot, place)| match place.sitting.as_ref()?.presence {
        Presence::Lost(_, since) => Some((since, slot)),
        Presence::Here(..) => None,
    });
    free.or(fresh).or_else(|| lost.min().map(|(_, slot)| slot)).map(|slot| (slot, false))
}

fn held_by(places: &mut [Place], seat: Seat, line: LineId) -> Option<&mut Sitting> {
    let place = places.get_mut(usize::from(seat.slot)).filter(|place| place.generation == seat.generation)?;
    place.sitting.as_mut().filter(|sitting| sitting.presence.line() == line)
}

fn seated_peers(places: &[Place]) -> Vec<SeatedPeer> {
    let seated_peer = |(slot, place): (usize, &Place)| {
        let sitting = place.sitting.as_ref()?;
        let seat = Seat { slot: slot as u16, generation: place.generation };
        Some(SeatedPeer { seat, session_key: sitting.session_key, hello: sitting.hello.to_vec() })
    };
    places.iter().enumerate().filter_map(seated_peer).collect()
}

fn outboxes(places: &[Place]) -> impl Iterator<Item = &Arc<Outbox>> {
    places.iter().filter_map(|place| match &place.sitting.as_ref()?.presence {
        Presence::Here(_, outbox) => Some(outbox),
        Presence::Lost(..) => None,
    })
}

/// Says one message to everyone here. Who cannot take it is closed by their own outbox.
fn tell(places: &[Place], message: &ServerMessage) {
    let mut outboxes = outboxes(places).peekable();
    if outboxes.peek().is_some() {
        let wire: Bytes = encoder::text(&encode(message));
        for outbox in outboxes {
            let _ = outbox.push(wire.clone());
        }
    }
}
