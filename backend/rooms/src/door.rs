//! One door of a room: its seats with their generations, who holds which, and who is told of it.

use crate::close::CloseReason;
use crate::pace::SeatPace;
use crate::rate::{Bucket, Rate};
use crate::time::Time;
use plenum_shared::ids::{PeerId, PublicKey, RoomId, Seat};
use plenum_shared::message::{NoticeKind, SeatedPeer, ServerMessage};
use std::time::Duration;

/// A session, counted since the server's start. Late answers are recognised by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionId(pub u64);

/// What has to be done after a change; `S` is whatever the caller reaches a session by.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect<S> {
    /// Send this message to all of these sessions.
    Send(Vec<S>, ServerMessage),
    /// Close this session.
    Close(S, CloseReason),
}

/// How many seats there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seats {
    /// With a session.
    pub connected: usize,
    /// Kept for a session that was lost.
    pub lost: usize,
}

/// A room and the public key by which one was admitted, with the seats of those who were.
pub struct Door<S> {
    room: RoomId,
    key: PublicKey,
    slots: Vec<Slot<S>>,
    arrivals: Bucket,
}

struct Slot<S> {
    generation: u16,
    member: Option<Member<S>>,
}

struct Member<S> {
    peer: PeerId,
    session_key: PublicKey,
    hello: Box<[u8]>,
    presence: Presence<S>,
    pace: SeatPace,
}

enum Presence<S> {
    /// The session is there.
    Connected(SessionId, S),
    /// This session was, until this moment; its seat is kept for a while.
    Lost(SessionId, Time),
}

impl<S> Presence<S> {
    fn session(&self) -> SessionId {
        match self {
            Presence::Connected(session, _) | Presence::Lost(session, _) => *session,
        }
    }
}

/// Whoever proved that they may have a seat.
pub struct Joiner<'a, S> {
    /// Whose hash is the peer id.
    pub session_key: PublicKey,
    /// Sealed for the others.
    pub hello: &'a [u8],
    /// Their session.
    pub session: SessionId,
    /// The way to it.
    pub handle: S,
    /// For a new seat; one that is taken back has its own.
    pub pace: SeatPace,
}

/// What a door holds newcomers to.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    /// How many seats it has.
    pub size: u16,
    /// New seats.
    pub arrivals: Rate,
}

/// A seat that was taken.
#[derive(Debug)]
pub struct Joined<S> {
    /// Which.
    pub seat: Seat,
    /// It was theirs before, with this very hello: nobody was told anything.
    pub resumed: bool,
    /// A lost seat of somebody else was given away for it.
    pub evicted: bool,
    /// What the seat has used of its allowance.
    pub pace: SeatPace,
    /// Who else is here.
    pub peers: Vec<SeatedPeer>,
    /// For the others.
    pub effects: Vec<Effect<S>>,
}

/// Why there is no seat for a newcomer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoSeat {
    /// Every seat is taken by a connected member.
    Full,
    /// Too many arrived lately; wait this long.
    TooMany(Duration),
}

/// Why a message goes nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undeliverable {
    /// The sender's seat is another session's now.
    Displaced,
    /// It is for the sender's own seat.
    ToSelf,
    /// The receiver's seat is empty, or of another generation.
    ToNobody,
    /// The receiver's session is lost for now.
    ToLost,
}

impl<S: Clone> Door<S> {
    /// A door without seats.
    pub fn new(room: RoomId, key: PublicKey, now: Time) -> Door<S> {
        Door { room, key, slots: Vec::new(), arrivals: Bucket::new(now) }
    }

    /// Its room and its admission key.
    pub fn name(&self) -> (RoomId, PublicKey) {
        (self.room, self.key)
    }

    /// Gives a newcomer a seat, or a member theirs back. `address` is asked last, before anybody new arrives, and says
    /// how long the newcomer's address has to wait.
    ///
    /// # Errors
    /// There is no seat for them; nothing has changed.
    // Invariant: the caller carries out the effects, and tells the newcomer, before this door is used again. So nothing
    // is missed or heard twice: on every session `arrived` precedes each message of that seat.
    pub fn join(
        &mut self,
        joiner: Joiner<'_, S>,
        terms: Terms,
        address: impl FnOnce() -> Result<(), Duration>,
        now: Time,
    ) -> Result<Joined<S>, NoSeat> {
        let peer = PeerId::of(&joiner.session_key);
        let (slot, resumed) = self.slot_for(&peer, joiner.hello, terms.size).ok_or(NoSeat::Full)?;
        if !resumed {
            // Invariant: whatever is told to everybody was paid for here; a seat taken back as it was costs nothing.
            self.arrivals.wait(terms.arrivals, now).map_or(Ok(()), Err).map_err(NoSeat::TooMany)?;
            address().map_err(NoSeat::TooMany)?;
            self.arrivals.charge(terms.arrivals.every, now);
        }
        if slot == self.slots.len() {
            // The first member's generation is 0.
            self.slots.push(Slot { generation: u16::MAX, member: None });
        }
        let (mut effects, mut evicted, mut pace) = (Vec::new(), false, joiner.pace);
        if let Some(before) = self.slots[slot].member.take() {
            match before.presence {
                Presence::Connected(_, session) => effects.push(Effect::Close(session, CloseReason::Displaced)),
                Presence::Lost(..) => evicted = before.peer != peer,
            }
            if before.peer == peer {
                pace = before.pace;
            }
            if !resumed {
                effects.extend(self.send(ServerMessage::Departed { seat: self.seat(slot) }));
            }
        }
        if !resumed {
            self.slots[slot].generation = self.slots[slot].generation.wrapping_add(1);
        }
        let (seat, peers) = (self.seat(slot), self.roster().collect());
        if !resumed {
            let seated_peer = SeatedPeer { seat, session_key: joiner.session_key, hello: joiner.hello.to_vec() };
            effects.extend(self.send(ServerMessage::Arrived { seated_peer, present: false }));
        }
        self.slots[slot].member = Some(Member {
            peer,
            session_key: joiner.session_key,
            hello: joiner.hello.into(),
            presence: Presence::Connected(joiner.session, joiner.handle),
            pace: pace.clone(),
        });
        Ok(Joined { seat, resumed, evicted, pace, peers, effects })
    }

    /// The session to which a message from one seat to another goes.
    ///
    /// # Errors
    /// It goes nowhere.
    // Invariant: only the session that holds the seat now speaks for it, so that no message follows `departed`.
    pub fn route(&self, from: Seat, session: SessionId, to: Seat) -> Result<&S, Undeliverable> {
        match (self.member(from).map(|member| member.presence.session()), self.member(to).map(|m| &m.presence)) {
            (Some(current), _) if current != session => Err(Undeliverable::Displaced),
            (None, _) => Err(Undeliverable::Displaced),
            (Some(_), _) if from == to => Err(Undeliverable::ToSelf),
            (Some(_), None) => Err(Undeliverable::ToNobody),
            (Some(_), Some(Presence::Lost(..))) => Err(Undeliverable::ToLost),
            (Some(_), Some(Presence::Connected(_, handle))) => Ok(handle),
        }
    }

    /// The session is lost, the seat is kept; false if the seat is not this session's any more.
    pub fn lose(&mut self, seat: Seat, session: SessionId, now: Time) -> bool {
        match self.held_by(seat, session) {
            Some(member) => {
                member.presence = Presence::Lost(session, now);
                true
            }
            None => false,
        }
    }

    /// Gives the seat away; `None` if it is not this session's any more.
    pub fn leave(&mut self, seat: Seat, session: SessionId) -> Option<Vec<Effect<S>>> {
        self.held_by(seat, session)?;
        self.slots[usize::from(seat.slot)].member = None;
        Some(self.send(ServerMessage::Departed { seat }).into_iter().collect())
    }

    /// Gives away the seats that were lost `kept` ago or earlier; how many, and what to do.
    pub fn expire(&mut self, kept: Duration, now: Time) -> (usize, Vec<Effect<S>>) {
        let (mut expired, mut effects) = (0, Vec::new());
        for slot in 0..self.slots.len() {
            let is_over = |member: &Member<S>| match member.presence {
                Presence::Lost(_, since) => now.since(since) >= kept,
                Presence::Connected(..) => false,
            };
            if self.slots[slot].member.as_ref().is_some_and(is_over) {
                self.slots[slot].member = None;
                expired += 1;
                effects.extend(self.send(ServerMessage::Departed { seat: self.seat(slot) }));
            }
        }
        (expired, effects)
    }

    /// Whether nobody has a seat.
    pub fn is_empty(&self) -> bool {
        self.slots.iter().all(|slot| slot.member.is_none())
    }

    /// Since when nobody has been connected; `None` while anybody is, and where nobody has a seat.
    pub fn abandoned_since(&self) -> Option<Time> {
        let mut latest = None;
        for member in self.slots.iter().filter_map(|slot| slot.member.as_ref()) {
            match member.presence {
                Presence::Connected(..) => return None,
                Presence::Lost(_, since) => latest = latest.max(Some(since)),
            }
        }
        latest
    }

    /// Gives all seats away, if nobody is connected.
    pub fn abandon(&mut self) {
        if self.sessions().is_empty() {
            self.slots = Vec::new();
        }
    }

    /// Tells everybody that the server stops and when to return, each after another time, and closes their sessions behind it.
    pub fn drain(&self, mut after: impl FnMut() -> Duration) -> Vec<Effect<S>> {
        let leave = |session: S| {
            let retry_after_ms = Some(u64::try_from(after().as_millis()).unwrap_or(u64::MAX));
            let notice = ServerMessage::Notice { kind: NoticeKind::Drain, retry_after_ms };
            [Effect::Send(vec![session.clone()], notice), Effect::Close(session, CloseReason::GoingAway)]
        };
        self.sessions().into_iter().flat_map(leave).collect()
    }

    /// Everybody with a seat, lost ones as well.
    pub fn roster(&self) -> impl Iterator<Item = SeatedPeer> {
        self.slots.iter().enumerate().filter_map(|(slot, held)| {
            let member = held.member.as_ref()?;
            Some(SeatedPeer { seat: self.seat(slot), session_key: member.session_key, hello: member.hello.to_vec() })
        })
    }

    /// The slot for this peer, perhaps one past the last, and whether they have it already with this very hello.
    fn slot_for(&self, peer: &PeerId, hello: &[u8], size: u16) -> Option<(usize, bool)> {
        let members = || self.slots.iter().enumerate().filter_map(|(slot, s)| Some((slot, s.member.as_ref()?)));
        if let Some((slot, member)) = members().find(|(_, member)| member.peer == *peer) {
            return Some((slot, *member.hello == *hello));
        }
        let free = self.slots.iter().position(|slot| slot.member.is_none());
        let fresh = (self.slots.len() < usize::from(size)).then_some(self.slots.len());
        let lost = members().filter_map(|(slot, member)| match member.presence {
            Presence::Lost(_, since) => Some((since, slot)),
            Presence::Connected(..) => None,
        });
        free.or(fresh).or_else(|| lost.min().map(|(_, slot)| slot)).map(|slot| (slot, false))
    }

    fn seat(&self, slot: usize) -> Seat {
        // Slots are fewer than `Terms::size`, itself a u16.
        Seat { slot: slot as u16, generation: self.slots[slot].generation }
    }

    fn member(&self, seat: Seat) -> Option<&Member<S>> {
        let slot = self.slots.get(usize::from(seat.slot)).filter(|slot| slot.generation == seat.generation)?;
        slot.member.as_ref()
    }

    fn held_by(&mut self, seat: Seat, session: SessionId) -> Option<&mut Member<S>> {
        let slot = self.slots.get_mut(usize::from(seat.slot)).filter(|slot| slot.generation == seat.generation)?;
        slot.member.as_mut().filter(|member| member.presence.session() == session)
    }

    /// How many seats there are.
    pub fn seats(&self) -> Seats {
        let members = self.slots.iter().filter_map(|slot| slot.member.as_ref());
        members.fold(Seats::default(), |seats, member| match member.presence {
            Presence::Connected(..) => Seats { connected: seats.connected + 1, ..seats },
            Presence::Lost(..) => Seats { lost: seats.lost + 1, ..seats },
        })
    }

    fn sessions(&self) -> Vec<S> {
        let connected = |slot: &Slot<S>| match &slot.member.as_ref()?.presence {
            Presence::Connected(_, session) => Some(session.clone()),
            Presence::Lost(..) => None,
        };
        self.slots.iter().filter_map(connected).collect()
    }

    /// One message to everybody who is connected.
    fn send(&self, message: ServerMessage) -> Option<Effect<S>> {
        let sessions = self.sessions();
        (!sessions.is_empty()).then_some(Effect::Send(sessions, message))
    }
}

impl<S> std::fmt::Debug for Door<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Door(…)")
    }
}
