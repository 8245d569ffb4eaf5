//! One door of a room: its seats, who sits where, and the lock through which all their words and letters go.

use crate::counters::{Count, Counters};
use crate::line::outbox::{End, Outbox};
use crate::websocket::{Opcode, encoder};
use bytes::Bytes;
use plenum_shared::frame;
use plenum_shared::ids::{PeerId, PublicKey, RoomId, Seat};
use plenum_shared::reading::write;
use plenum_shared::words::{NoticeKind, ServerWord, Sitter};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Which line, counted since the start: late answers are recognised by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineId(pub u64);

/// A door is a room and the public key by which one was admitted.
pub struct Door {
    /// Of which room.
    pub room: RoomId,
    /// By which key.
    pub key: PublicKey,
    places: Mutex<Vec<Place>>,
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
}

enum Presence {
    /// The line is there.
    Here(LineId, Arc<Outbox>),
    /// This line was, and its seat is kept for a while.
    Lost(LineId),
}

impl Presence {
    fn line(&self) -> LineId {
        match self {
            Presence::Here(line, _) | Presence::Lost(line) => *line,
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

/// Every seat is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Full;

impl Door {
    /// One without seats yet.
    pub fn new(room: RoomId, key: PublicKey) -> Door {
        Door { room, key, places: Mutex::default() }
    }

    fn places(&self) -> MutexGuard<'_, Vec<Place>> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives a guest their seat, tells them who is here (`greet` says it to their outbox) and tells the others.
    ///
    /// # Errors
    /// All `size` seats are taken.
    // Invariant: greeting and being listed happen under one lock, so that nothing said in between is missed or
    // heard twice: `arrived` precedes every letter of that seat, on every line.
    pub fn sit(&self, guest: &Guest<'_>, size: u16, greet: impl FnOnce(Seat, Vec<Sitter>)) -> Result<Sat, Full> {
        let peer = PeerId::of(&guest.session_key);
        let mut places = self.places();
        let known = places.iter().position(|place| place.sitting.as_ref().is_some_and(|s| s.peer == peer));
        let free = || places.iter().position(|place| place.sitting.is_none());
        let (slot, again) = match known {
            Some(slot) => (slot, places[slot].sitting.as_ref().is_some_and(|s| *s.hello == *guest.hello)),
            None => match free() {
                Some(slot) => (slot, false),
                None if places.len() < usize::from(size) => {
                    // The first sitter's generation is 0.
                    places.push(Place { generation: u16::MAX, sitting: None });
                    (places.len() - 1, false)
                }
                None => return Err(Full),
            },
        };
        // Slots are fewer than `size`, itself a u16.
        let number = slot as u16;
        if let Some(before) = places[slot].sitting.take() {
            if let Presence::Here(_, outbox) = before.presence {
                outbox.end(End::Displaced);
            }
            if !again {
                let seat = Seat { slot: number, generation: places[slot].generation };
                tell(&places, &ServerWord::Departed { seat });
            }
        }
        if !again {
            places[slot].generation = places[slot].generation.wrapping_add(1);
        }
        let seat = Seat { slot: number, generation: places[slot].generation };
        greet(seat, sitters(&places));
        if !again {
            let sitter = Sitter { seat, session_key: guest.session_key, hello: guest.hello.to_vec() };
            tell(&places, &ServerWord::Arrived { sitter, present: false });
        }
        places[slot].sitting = Some(Sitting {
            peer,
            session_key: guest.session_key,
            hello: guest.hello.into(),
            presence: Presence::Here(guest.line, Arc::clone(guest.outbox)),
        });
        Ok(if again { Sat::Again(seat) } else { Sat::Anew(seat) })
    }

    /// Hands a letter from one seat to another, or counts why not. The letter's bytes are not looked at.
    pub fn deliver(&self, from: Seat, line: LineId, to: Seat, letter: &[u8], counters: &Counters) {
        // Made before the lock is taken: copying is the longest part.
        let wire = encoder::frame(Opcode::Binary, &[&frame::header(from), letter]);
        let places = self.places();
        let sitting = |seat: Seat| {
            places.get(usize::from(seat.slot)).filter(|p| p.generation == seat.generation)?.sitting.as_ref()
        };
        // Invariant: only the line that holds the seat now speaks for it, so that no letter follows `departed`.
        let count = match (sitting(from).map(|s| s.presence.line()), sitting(to).map(|s| &s.presence)) {
            (Some(current), _) if current != line => Count::LetterFromDisplaced,
            (None, _) => Count::LetterFromDisplaced,
            (Some(_), _) if from == to => Count::LetterToSelf,
            (Some(_), None) => Count::LetterToNobody,
            (Some(_), Some(Presence::Lost(_))) => Count::LetterToLost,
            (Some(_), Some(Presence::Here(_, outbox))) => match outbox.push(wire) {
                Ok(()) => Count::Letter,
                Err(_) => Count::LetterToLost,
            },
        };
        counters.add(count);
    }

    /// The line is gone, the seat is kept; false if the seat is not this line's any more.
    pub fn lose(&self, seat: Seat, line: LineId) -> bool {
        let mut places = self.places();
        match held_by(&mut places, seat, line) {
            Some(sitting) => {
                sitting.presence = Presence::Lost(line);
                true
            }
            None => false,
        }
    }

    /// Gives the seat away if it is still this line's.
    pub fn leave(&self, seat: Seat, line: LineId) -> bool {
        let mut places = self.places();
        if held_by(&mut places, seat, line).is_none() {
            return false;
        }
        places[usize::from(seat.slot)].sitting = None;
        tell(&places, &ServerWord::Departed { seat });
        true
    }

    /// Whether nobody sits here.
    pub fn is_empty(&self) -> bool {
        self.places().iter().all(|place| place.sitting.is_none())
    }

    /// Tells everybody that the server stops, and closes their lines behind it.
    pub fn go_away(&self) {
        let places = self.places();
        tell(&places, &ServerWord::Notice { kind: NoticeKind::Drain });
        for outbox in outboxes(&places) {
            outbox.end(End::GoingAway);
        }
    }
}

fn held_by(places: &mut [Place], seat: Seat, line: LineId) -> Option<&mut Sitting> {
    let place = places.get_mut(usize::from(seat.slot)).filter(|place| place.generation == seat.generation)?;
    place.sitting.as_mut().filter(|sitting| sitting.presence.line() == line)
}

fn sitters(places: &[Place]) -> Vec<Sitter> {
    let sitter = |(slot, place): (usize, &Place)| {
        let sitting = place.sitting.as_ref()?;
        let seat = Seat { slot: slot as u16, generation: place.generation };
        Some(Sitter { seat, session_key: sitting.session_key, hello: sitting.hello.to_vec() })
    };
    places.iter().enumerate().filter_map(sitter).collect()
}

fn outboxes(places: &[Place]) -> impl Iterator<Item = &Arc<Outbox>> {
    places.iter().filter_map(|place| match &place.sitting.as_ref()?.presence {
        Presence::Here(_, outbox) => Some(outbox),
        Presence::Lost(_) => None,
    })
}

/// Says one word to everyone here. Who cannot take it is closed by their own outbox.
fn tell(places: &[Place], word: &ServerWord) {
    let mut outboxes = outboxes(places).peekable();
    if outboxes.peek().is_some() {
        let wire: Bytes = encoder::text(&write(word));
        for outbox in outboxes {
            let _ = outbox.push(wire.clone());
        }
    }
}
