//! What the engine asks of a meeting: a page begins without the code of meetings and gets it while somebody chooses a name.
//!
//! Messages, keys and connections are more than half of the program, and nobody needs them to see the lobby. So the engine
//! knows a meeting by this trait only, and the one function that makes one comes in as a value.
//!
//! Invariant: nothing but [`RoomChunk::here`] names [`crate::meeting::Meeting`]; whatever else did would pull it into the first part.

use crate::api::context::Context;
use crate::api::document::DocumentEvent;
use crate::api::event::{ConnectionEvent, PreviousSession, Sdp, SocketEvent};
use crate::api::files::FileBytes;
use crate::api::intent::{Intent, Passphrase};
use crate::api::loudness::Envelopes;
use crate::api::storage::Stored;
use crate::api::values::{SealedPassphrase, Stretched};
use crate::api::view::{Locked, SignalingState};
use crate::base::ids::{ConnectionId, OpId, SocketId};
use crate::base::rng::Rng;
use crate::base::time::Time;
use crate::document::shelf::Shelf;
use crate::invite::Link;
use crate::media::interruption::{Interrupt, Scene};
use crate::messaging::message::GoodbyeReason;
use crate::notifications::Notifications;
use crate::room::feature::{Remains, RoomView};
use crate::room::local_state::LocalState;
use plenum_shared::message::IceServer;
use std::sync::Arc;

/// How somebody comes to a meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EntryMode {
    /// To its lobby.
    ToLobby,
    /// Straight in, by their own act.
    Inside,
    /// Straight in, since they were inside before this page was loaded anew.
    Reloaded,
}

/// A way to a meeting: kept while the code of meetings is being fetched, and after leaving for whoever comes back.
#[derive(Clone)]
pub(crate) struct Entry {
    /// Where to.
    pub link: Link,
    /// Who we were there until a moment ago.
    pub before: Option<PreviousSession>,
    /// How.
    pub coming: EntryMode,
    /// Its passphrase, if the link asks for one.
    pub pass: Pass,
}

/// What is known of the passphrase on the way to a meeting.
#[derive(Clone, Default)]
pub(crate) enum Pass {
    /// Nothing: it may be remembered, in this tab or on this device.
    #[default]
    Unknown,
    /// What was remembered is not to be used: the person wants to try another one.
    Another,
    /// This was typed when the link was made; it is to be remembered on this device, or not.
    Typed(Passphrase, bool),
    /// It was typed or remembered, and stretched.
    Sealed(SealedPassphrase),
}

impl Pass {
    /// Whether it was typed for a new meeting, which asks for it then.
    pub fn is_typed(&self) -> bool {
        matches!(self, Pass::Typed(..))
    }
}

/// What of ourselves a meeting has to know from the start.
pub(crate) struct RoomConfig<'a> {
    /// Where to, and as whom.
    pub entry: &'a Entry,
    /// `location.origin`.
    pub origin: &'a str,
    /// As typed so far.
    pub name: &'a str,
}

/// What happens to a meeting.
pub(crate) enum RoomEvent {
    /// The person goes from the lobby into the room.
    Enter,
    /// The person wants something of the room or of a feature.
    Intent(Intent),
    /// Something about the signaling server's socket.
    Socket(SocketId, SocketEvent),
    /// Something about a connection.
    Connection(ConnectionId, ConnectionEvent),
    /// An op was carried out, with the description if it was to give one.
    Done(OpId, Option<Sdp>),
    /// What came of an op about copies on this device.
    Stored(OpId, Stored),
    /// A passphrase was stretched.
    Stretched(OpId, Stretched),
    /// A part of a file was read.
    Read(OpId, FileBytes),
    /// An op failed.
    Failed(OpId),
    /// The worker with the room document says something.
    Document(DocumentEvent),
    /// How loud everybody was while we spoke (`Effect::Envelopes`).
    Loudness(Envelopes),
    /// The network is back, or another one.
    NetworkChanged,
    /// Heartbeats are due.
    HeartbeatDue,
}

/// What is left of a meeting that was left.
pub(crate) struct Departure {
    /// What a reload or return needs.
    pub before: PreviousSession,
    /// What is still to be done.
    pub remains: Option<Box<dyn Remains>>,
}

/// One meeting, as the engine sees it.
pub(crate) trait RoomHandle {
    /// How one gets here.
    fn link(&self) -> &Link;
    /// The room id, base64url.
    fn room(&self) -> &Arc<str>;
    /// Whether we are in the room.
    fn inside(&self) -> bool;
    /// Our own name as the others see it.
    fn called(&self, name: &str) -> String;
    /// Something happened.
    fn handle(&mut self, event: RoomEvent, me: &LocalState, notifications: &mut Notifications, cx: &mut Context);
    /// The end of every event of the engine. True if it has changed what a person sees.
    fn finish(&mut self, me: &LocalState, notifications: &mut Notifications, cx: &mut Context) -> bool;
    /// Something that is part of an interruption, or may be; true if that is all there is to say about it.
    fn interrupted(&mut self, what: Interrupt, at: &mut Scene, cx: &mut Context) -> bool;
    /// What is due after an interruption; in every event.
    fn mind_interruptions(&mut self, at: &mut Scene, cx: &mut Context);
    /// Says goodbye both ways and closes everything.
    fn leave(self: Box<Self>, reason: GoodbyeReason, me: &LocalState, cx: &mut Context) -> Departure;
    /// When something is due.
    fn deadline(&self, now: Time) -> Option<Time>;
    /// The signaling server, as the person should know it.
    fn signaling(&self, now: Time) -> SignalingState;
    /// The link where the server wants to be called, if it refuses to be called by the name in `origin`.
    fn moved(&self, origin: &str) -> Option<String>;
    /// STUN and TURN servers, as the signaling server names them; none before it has.
    fn ice_servers(&self) -> Arc<[IceServer]>;
    /// How long the signaling server takes to answer, milliseconds, while there is a connection to it.
    fn round_trip(&self) -> Option<u64>;
    /// What there is to see of the room.
    fn view(&self, now: Time) -> RoomView;
    /// How things stand, for the debug log; without names, addresses and secrets.
    fn report(&self, now: Time) -> String;
}

/// What stands before a meeting whose link asks for a passphrase.
pub(crate) trait RoomLock {
    /// The way to the meeting.
    fn entry(&self) -> &Entry;
    /// A passphrase was typed; `remember`: it is to be remembered on this device.
    fn unlock(&mut self, passphrase: &Passphrase, remember: bool, cx: &mut Context);
    /// What came of an op; of others than its own nothing comes.
    fn handle(&mut self, event: &RoomEvent, cx: &mut Context);
    /// Whether an op is its own.
    fn awaits(&self, op: OpId) -> bool;
    /// What is due; and the way in, once it is open.
    fn tick(&mut self, cx: &mut Context) -> Option<Entry>;
    /// When something is due.
    fn deadline(&self) -> Option<Time>;
    /// What there is to see.
    fn view(&self) -> Locked;
}

/// What begins.
pub(crate) enum Beginning {
    /// The meeting.
    Meeting(Box<dyn RoomHandle>),
    /// What asks for its passphrase.
    Lock(Box<dyn RoomLock>),
}

/// Begins a meeting.
type Begin = fn(RoomConfig<'_>, &mut Context<'_>) -> Beginning;

/// Makes the link of a new meeting, which asks for a passphrase or not.
type MakeLink = fn(&mut Rng, bool) -> Link;

/// The code of meetings, as a value that can be handed over once it is there.
#[derive(Clone, Copy)]
pub struct RoomChunk {
    begin: Begin,
    link: MakeLink,
    shelf: fn() -> Box<dyn Remains>,
}

impl RoomChunk {
    /// The code itself. Whoever calls this has it; a page does so only in its second part.
    pub fn here() -> RoomChunk {
        RoomChunk { begin: crate::meeting::begin, link: Link::make, shelf: || Box::new(Shelf::default()) }
    }

    /// Begins a meeting.
    pub(crate) fn begin(self, opening: RoomConfig<'_>, cx: &mut Context<'_>) -> Beginning {
        (self.begin)(opening, cx)
    }

    /// Makes the link of a new meeting. Links are keys, and what makes keys is here.
    pub(crate) fn link(self, rng: &mut Rng, passphrase: bool) -> Link {
        (self.link)(rng, passphrase)
    }

    /// What is stored on this device of meetings, for whoever is in none.
    pub(crate) fn shelf(self) -> Box<dyn Remains> {
        (self.shelf)()
    }
}

impl std::fmt::Debug for RoomChunk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RoomChunk")
    }
}
