//! What the engine asks of a meeting: a page begins without the code of meetings and gets it while somebody chooses a name.
//!
//! Messages, keys and connections are more than half of the program, and nobody needs them to see the lobby. So the engine
//! knows a meeting by this trait only, and the one function that makes one comes in as a value.
//!
//! Invariant: nothing but [`RoomChunk::here`] names [`crate::meeting::Meeting`]; whatever else did would pull it into the first part.

use crate::api::context::Context;
use crate::api::effect::Motion;
use crate::api::event::{ConnectionEvent, PreviousSession, Sdp, SocketEvent};
use crate::api::intent::Arrange;
use crate::api::loudness::Envelopes;
use crate::api::view::{Hearing, Layout, Lines, Person, Saving, SignalingState, Unable};
use crate::base::ids::{ConnectionId, OpId, SocketId};
use crate::base::time::Time;
use crate::invite::Link;
use crate::media::interruption::{Interrupt, Scene};
use crate::messaging::message::GoodbyeReason;
use crate::notifications::Notifications;
use plenum_shared::ids::PeerId;
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
}

/// What of ourselves a meeting has to know from the start.
pub(crate) struct RoomConfig<'a> {
    /// Where to, and as whom.
    pub occasion: &'a Entry,
    /// `location.origin`.
    pub origin: &'a str,
    /// As typed so far.
    pub name: &'a str,
    /// Lines that were dialled before; their numbers are used up.
    pub lines: u32,
}

/// What we say of ourselves, as far as it comes from outside the meeting.
#[derive(Clone, PartialEq)]
pub(crate) struct LocalState {
    /// As typed.
    pub name: String,
    /// What goes out, by `Source as usize`.
    pub on_air: [bool; 4],
    /// What matters more in our screen.
    pub motion: Motion,
    /// We hear nobody.
    pub deaf: bool,
    /// They talk only while they hold a key or the button.
    pub holds: bool,
    /// The page can be seen.
    pub visible: bool,
    /// We are being heard right now.
    pub speaking: bool,
    /// What the person spares themselves.
    pub saving: Saving,
}

/// One meeting, as the engine sees it.
pub(crate) trait RoomHandle {
    /// How one gets here.
    fn link(&self) -> &Link;
    /// The room id, base64url.
    fn room(&self) -> &Arc<str>;
    /// Whether we are in the room.
    fn inside(&self) -> bool;
    /// From the lobby into the room.
    fn enter(&mut self, cx: &mut Context);
    /// Says goodbye both ways and closes everything. Gives what a reload or return needs, and how many lines were dialled.
    fn leave(self: Box<Self>, how: GoodbyeReason, cx: &mut Context) -> (PreviousSession, u32);
    /// News of the line.
    fn line(
        &mut self,
        line: SocketId,
        news: SocketEvent,
        me: &LocalState,
        notifications: &mut Notifications,
        cx: &mut Context,
    );
    /// News of a connection.
    fn connection(&mut self, id: ConnectionId, news: ConnectionEvent, me: &LocalState, cx: &mut Context);
    /// The answer of a description or sender op; false if nobody waits for it.
    fn done(&mut self, op: OpId, sdp: Option<&Sdp>, me: &LocalState, cx: &mut Context) -> bool;
    /// An op failed; false if nobody waited for it.
    fn failed(&mut self, op: OpId, me: &LocalState, cx: &mut Context) -> bool;
    /// Something that is part of an interruption, or may be; true if that is all there is to say about it.
    fn interrupted(&mut self, what: Interrupt, at: &mut Scene, cx: &mut Context) -> bool;
    /// What is due after an interruption; in every turn.
    fn mind_interruptions(&mut self, at: &mut Scene, cx: &mut Context);
    /// The network is back, or another one.
    fn network_changed(&mut self, cx: &mut Context);
    /// Heartbeats are due.
    fn pulse(&mut self, cx: &mut Context);
    /// A person asks for the line now.
    fn retry_line(&mut self, cx: &mut Context);
    /// A person asks for somebody.
    fn retry_person(&mut self, peer: &PeerId, me: &LocalState, cx: &mut Context);
    /// How we listen to somebody, now that a person changes it.
    fn listen(&mut self, peer: &PeerId, change: &dyn Fn(&mut Hearing));
    /// A person asks somebody to switch off their microphone; false if there is nothing to ask.
    fn ask_to_mute(&mut self, peer: &PeerId, cx: &mut Context) -> bool;
    /// A person wants other places for the tiles.
    fn arrange(&mut self, wish: Arrange);
    /// A person says that somebody sits in one room with them, or does not (any more).
    fn sit_together(&mut self, peer: &PeerId, sits: bool, cx: &mut Context);
    /// How loud everybody was while we spoke (`Effect::Envelopes`).
    fn compare(&mut self, envelopes: Envelopes, me: &LocalState, cx: &mut Context);
    /// The end of every turn.
    fn finish(&mut self, me: &LocalState, notifications: &mut Notifications, cx: &mut Context);
    /// When something is due.
    fn deadline(&self, now: Time) -> Option<Time>;
    /// The line, as the person should know it.
    fn line_view(&self, now: Time) -> SignalingState;
    /// The link where the server wants to be called, if it refuses to be called by the name in `origin`.
    fn moved(&self, origin: &str) -> Option<String>;
    /// How things stand, for the debug log; without names, addresses and secrets.
    fn report(&self, now: Time) -> String;
    /// Bits per second over all connections: sent, received.
    fn carried(&self, now: Time) -> [u32; 2];
    /// A person looks at who hears and sees whom, or no more.
    fn watch_connections(&mut self, look: bool);
    /// Who hears and sees whom, while they look.
    fn lines(&self) -> Option<Arc<Lines>>;
    /// The others in the order of their tiles.
    fn people(&self, now: Time) -> Vec<Person>;
    /// How their tiles stand.
    fn layout(&self) -> Layout;
}

/// Begins a meeting, or says why there can be none.
type Begin = fn(RoomConfig<'_>, &mut Context<'_>) -> Result<Box<dyn RoomHandle>, Unable>;

/// The code of meetings, as a value that can be handed over once it is there.
#[derive(Clone, Copy)]
pub struct RoomChunk(Begin);

impl RoomChunk {
    /// The code itself. Whoever calls this has it; a page does so only in its second part.
    pub fn here() -> RoomChunk {
        RoomChunk(crate::meeting::begin)
    }

    /// Begins a meeting.
    pub(crate) fn begin(self, opening: RoomConfig<'_>, cx: &mut Context<'_>) -> Result<Box<dyn RoomHandle>, Unable> {
        (self.0)(opening, cx)
    }
}

impl std::fmt::Debug for RoomChunk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RoomChunk")
    }
}
