//! The contract of a feature of the room: what it is told, what it may read and what it may do.
//!
//! A feature keeps its own state and reads the room. It writes messages, effects, notices and [`Facts`]; nothing else of the
//! room is its to change. Features know the room, and not each other: what one has to know of another is a fact.

use crate::api::context::Context;
use crate::api::document::DocumentEvent;
use crate::api::files::FileBytes;
use crate::api::intent::{Intent, KeepingIntent};
use crate::api::loudness::Envelopes;
use crate::api::stats::Stats;
use crate::api::storage::Stored;
use crate::api::view::{Beside, Connections, Keeping, Layout, Person};
use crate::base::ids::{ConnectionId, OpId};
use crate::base::time::Time;
use crate::messaging::fragment::{StreamId, Topic};
use crate::messaging::message::PeerMessage;
use crate::messaging::streams::Received;
use crate::notifications::Notifications;
use crate::room::facts::{AllFacts, Facts};
use crate::room::local_state::LocalState;
use crate::room::membership::Membership;
use crate::room::peer::Peer;
use litemap::LiteMap;
use plenum_shared::ids::PeerId;
use std::sync::Arc;

/// The room, to be read.
#[derive(Clone, Copy)]
pub struct Room<'a> {
    /// Ourselves.
    pub us: PeerId,
    /// How we are in it.
    pub membership: &'a Membership,
    /// We are in the room, and not in its lobby.
    pub inside: bool,
    /// What we send and want.
    pub me: &'a LocalState,
    /// The others, in the order of their ids.
    pub peers: &'a LiteMap<PeerId, Peer>,
}

impl<'a> Room<'a> {
    /// One of the others who is in the room, while we are.
    pub fn companion(&self, id: &PeerId) -> Option<&'a Peer> {
        self.peers.get(id).filter(|peer| self.inside && peer.person.inside())
    }

    /// One of the others who can be written to: somebody at the door is told by those inside what to do, and can ask them.
    pub fn reachable(&self, id: &PeerId) -> Option<&'a Peer> {
        let inside = |peer: &&Peer| self.inside || peer.person.inside();
        self.peers.get(id).filter(|peer| peer.person.here()).filter(inside)
    }

    /// Those of the others who are in the room.
    pub fn others(&self) -> impl Iterator<Item = (&'a PeerId, &'a Peer)> + use<'a> {
        self.peers.iter().filter(|(_, peer)| peer.person.inside())
    }
}

/// What a feature may do while it is called.
pub struct RoomContext<'a, 'b> {
    /// Time, random numbers, effects, new op ids.
    pub cx: &'a mut Context<'b>,
    /// What the person is told.
    pub notifications: &'a mut Notifications,
    facts: &'a mut AllFacts,
    written: Vec<(PeerId, Written)>,
    seen: bool,
}

impl<'a, 'b> RoomContext<'a, 'b> {
    /// Over what there is.
    pub fn new(
        cx: &'a mut Context<'b>,
        notifications: &'a mut Notifications,
        facts: &'a mut AllFacts,
    ) -> RoomContext<'a, 'b> {
        RoomContext { cx, notifications, facts, written: Vec::new(), seen: false }
    }

    /// What time it is.
    pub fn now(&self) -> Time {
        self.cx.now
    }

    /// Writes to somebody. What says how things are now takes the place of what was written before and is still on its way.
    pub fn write(&mut self, to: &PeerId, message: impl Into<PeerMessage>) {
        self.written.push((*to, Written::Message(message.into())));
    }

    /// Sends somebody a stream. Should there be no room for it, [`StreamOccurrence::Refused`] says so.
    pub fn stream(&mut self, to: &PeerId, topic: Topic, body: Arc<[u8]>) {
        self.written.push((*to, Written::Stream(topic, body)));
    }

    /// A stream of theirs is worked in: they may go on.
    pub fn taken(&mut self, from: &PeerId, stream: StreamId) {
        self.written.push((*from, Written::Taken(stream)));
    }

    /// What is known about somebody.
    pub fn facts(&self, peer: &PeerId) -> Facts {
        self.facts.of(peer)
    }

    /// The same, to be changed.
    pub fn facts_mut(&mut self, peer: &PeerId) -> &mut Facts {
        self.facts.of_mut(peer)
    }

    /// What a person sees of this feature has changed, and not by an event after which everything is looked at.
    pub fn show(&mut self) {
        self.seen = true;
    }

    /// Whether it has.
    pub fn seen(&self) -> bool {
        self.seen
    }

    /// What was written meanwhile.
    pub fn into_written(self) -> Vec<(PeerId, Written)> {
        self.written
    }
}

/// What a feature has for somebody.
pub enum Written {
    /// A message.
    Message(PeerMessage),
    /// A stream.
    Stream(Topic, Arc<[u8]>),
    /// One of their streams is worked in.
    Taken(StreamId),
}

/// What else happens to a room.
#[derive(Clone, Copy, Debug)]
pub enum RoomOccurrence<'a> {
    /// The figures of the connection that plays somebody.
    Stats(ConnectionId, &'a Stats),
    /// An op was carried out (true) or failed.
    Op(OpId, bool),
    /// What came of an op about copies on this device.
    Stored(OpId, &'a Stored),
    /// A part of a file was read.
    Read(OpId, &'a FileBytes),
    /// How loud everybody was while we spoke.
    Loudness(&'a Envelopes),
    /// The worker with the room document says something.
    Document(&'a DocumentEvent),
    /// The streams to and from somebody.
    Stream(&'a PeerId, StreamOccurrence<'a>),
    /// Somebody is back after a reload as somebody new; `kept` if they had not said goodbye for good.
    Resumed {
        /// Who they were.
        old: PeerId,
        /// Who they are.
        heir: PeerId,
        /// They had not given their place away.
        kept: bool,
    },
    /// Somebody is forgotten.
    Forgotten(PeerId),
    /// The room is being left.
    Closing,
}

/// What happens to the streams to and from somebody.
#[derive(Clone, Copy, Debug)]
pub enum StreamOccurrence<'a> {
    /// One of theirs is whole. Whoever takes it says so: [`RoomContext::taken`].
    Received(&'a Received),
    /// One of ours has ended, taken or not, and what it said: another may begin. Of one that was called off nothing is left.
    Ended(Topic, &'a [u8]),
    /// One of ours found no room, and what it said must be said anew, later.
    Refused(Topic),
}

/// What a person sees of a room.
#[derive(Clone, Debug, Default)]
pub struct RoomView {
    /// The others, in the order of their tiles.
    pub people: Arc<[Person]>,
    /// How the tiles stand.
    pub layout: Layout,
    /// Who hears and sees whom, while the person looks.
    pub connections: Option<Arc<Connections>>,
    /// Bits per second over all connections: sent, received.
    pub carried: [u32; 2],
    /// Files, private messages, reactions, and what stays of the meeting.
    pub beside: Beside,
}

/// What is left of a room that was left: what its document says last is kept, or forgotten.
pub trait Remains {
    /// The worker with the room document says something.
    fn document(&mut self, event: &DocumentEvent, cx: &mut Context);
    /// What came of an op about copies on this device.
    fn stored(&mut self, op: OpId, what: Stored, cx: &mut Context);
    /// An act of the person.
    fn intent(&mut self, intent: KeepingIntent, cx: &mut Context);
    /// What there is to see.
    fn view(&self) -> Keeping;
}

/// A feature of the room. It is called in the order of the list in `meeting/features.rs`.
pub trait Feature {
    /// An act of the person. Each feature takes those of its own namespace.
    fn intent(&mut self, _intent: &Intent, _room: &Room<'_>, _cx: &mut RoomContext<'_, '_>) {}

    /// A message of somebody who is here. Each feature takes those of its own topic.
    fn message(&mut self, _from: &PeerId, _message: &PeerMessage, _room: &Room<'_>, _cx: &mut RoomContext<'_, '_>) {}

    /// Something else that happens to the room. A feature takes what concerns it by the functions below, and never by this
    /// one. True if an op was waited for here.
    fn occurrence(&mut self, what: &RoomOccurrence<'_>, room: &Room<'_>, cx: &mut RoomContext<'_, '_>) -> bool {
        match *what {
            RoomOccurrence::Stats(id, stats) => self.stats(id, stats, cx),
            RoomOccurrence::Op(op, kept) => return self.op(op, kept, cx),
            RoomOccurrence::Stored(op, what) => self.stored(op, what, cx),
            RoomOccurrence::Read(op, bytes) => self.read(op, bytes, cx),
            RoomOccurrence::Loudness(envelopes) => self.loudness(envelopes, room, cx),
            RoomOccurrence::Document(event) => self.document(event, room, cx),
            RoomOccurrence::Stream(id, what) => self.stream(id, what, cx),
            RoomOccurrence::Resumed { old, heir, kept } => self.resumed(&old, &heir, kept, cx),
            RoomOccurrence::Forgotten(id) => self.forgotten(&id, cx),
            RoomOccurrence::Closing => self.closing(cx),
        }
        false
    }

    /// See [`RoomOccurrence::Stats`].
    fn stats(&mut self, _id: ConnectionId, _stats: &Stats, _cx: &mut RoomContext<'_, '_>) {}

    /// See [`RoomOccurrence::Op`]; true if this feature waited for it.
    fn op(&mut self, _op: OpId, _kept: bool, _cx: &mut RoomContext<'_, '_>) -> bool {
        false
    }

    /// See [`RoomOccurrence::Stored`].
    fn stored(&mut self, _op: OpId, _what: &Stored, _cx: &mut RoomContext<'_, '_>) {}
    /// See [`RoomOccurrence::Read`].
    fn read(&mut self, _op: OpId, _bytes: &FileBytes, _cx: &mut RoomContext<'_, '_>) {}

    /// See [`RoomOccurrence::Loudness`].
    fn loudness(&mut self, _envelopes: &Envelopes, _room: &Room<'_>, _cx: &mut RoomContext<'_, '_>) {}

    /// See [`RoomOccurrence::Document`].
    fn document(&mut self, _event: &DocumentEvent, _room: &Room<'_>, _cx: &mut RoomContext<'_, '_>) {}

    /// See [`RoomOccurrence::Stream`].
    fn stream(&mut self, _id: &PeerId, _what: StreamOccurrence<'_>, _cx: &mut RoomContext<'_, '_>) {}

    /// See [`RoomOccurrence::Resumed`].
    fn resumed(&mut self, _old: &PeerId, _heir: &PeerId, _kept: bool, _cx: &mut RoomContext<'_, '_>) {}

    /// See [`RoomOccurrence::Forgotten`].
    fn forgotten(&mut self, _id: &PeerId, _cx: &mut RoomContext<'_, '_>) {}

    /// See [`RoomOccurrence::Closing`].
    fn closing(&mut self, _cx: &mut RoomContext<'_, '_>) {}

    /// What it still has to do once the room is left; asked after `closing`.
    fn remains(&mut self) -> Option<Box<dyn Remains>> {
        None
    }

    /// The end of every event.
    fn tick(&mut self, _room: &Room<'_>, _cx: &mut RoomContext<'_, '_>) {}

    /// When `tick` is due at the latest.
    fn deadline(&self, _us: PeerId, _now: Time) -> Option<Time> {
        None
    }

    /// Adds what it knows of one person.
    fn view_person(&self, _person: &mut Person, _facts: &AllFacts) {}

    /// Adds what else there is to see of it.
    fn view(&self, _view: &mut RoomView, _now: Time) {}

    /// Adds how things stand, for the debug log; no name, no address and no secret.
    fn report(&self, _report: &mut String) {}
}
