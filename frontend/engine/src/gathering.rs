//! What the engine asks of a meeting: a page begins without the code of meetings and gets it while somebody chooses a name.
//!
//! Letters, keys and connections are more than half of the program, and nobody needs them to see the lobby. So the engine
//! knows a meeting by this trait only, and the one function that makes one comes in as a value.
//!
//! Invariant: nothing but [`Host::here`] names [`crate::meeting::Meeting`]; whatever else did would pull it into the first part.

use crate::effect::Motion;
use crate::envelopes::Envelopes;
use crate::event::{ConnectionNews, LineNews, PreviousSession, Sdp};
use crate::ids::{ConnectionId, LineId, OpId};
use crate::intent::Arrange;
use crate::interruption::{Interrupt, Scene};
use crate::letter::Parting;
use crate::link::Link;
use crate::news::Bulletin;
use crate::time::Time;
use crate::turn::Turn;
use crate::view::{Hearing, Layout, LineView, Lines, Person, Saving, Unable};
use plenum_shared::ids::PeerId;
use std::sync::Arc;

/// How somebody comes to a meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Coming {
    /// To its lobby.
    ToLobby,
    /// Straight in, by their own act.
    Inside,
    /// Straight in, since they were inside before this page was loaded anew.
    Reloaded,
}

/// A way to a meeting: kept while the code of meetings is being fetched, and after leaving for whoever comes back.
#[derive(Clone)]
pub(crate) struct Occasion {
    /// Where to.
    pub link: Link,
    /// Who we were there until a moment ago.
    pub before: Option<PreviousSession>,
    /// How.
    pub coming: Coming,
}

/// What of ourselves a meeting has to know from the start.
pub(crate) struct Opening<'a> {
    /// Where to, and as whom.
    pub occasion: &'a Occasion,
    /// `location.origin`.
    pub origin: &'a str,
    /// As typed so far.
    pub name: &'a str,
    /// Lines that were dialled before; their numbers are used up.
    pub lines: u32,
}

/// What we say of ourselves, as far as it comes from outside the meeting.
#[derive(Clone, PartialEq)]
pub(crate) struct Myself {
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
pub(crate) trait Gathering {
    /// How one gets here.
    fn link(&self) -> &Link;
    /// The room id, base64url.
    fn room(&self) -> &Arc<str>;
    /// Whether we are in the room.
    fn inside(&self) -> bool;
    /// From the lobby into the room.
    fn enter(&mut self, turn: &mut Turn);
    /// Says goodbye both ways and closes everything. Gives what a reload or return needs, and how many lines were dialled.
    fn leave(self: Box<Self>, how: Parting, turn: &mut Turn) -> (PreviousSession, u32);
    /// News of the line.
    fn line(&mut self, line: LineId, news: LineNews, me: &Myself, bulletin: &mut Bulletin, turn: &mut Turn);
    /// News of a connection.
    fn connection(&mut self, id: ConnectionId, news: ConnectionNews, me: &Myself, turn: &mut Turn);
    /// The answer of a description or sender op; false if nobody waits for it.
    fn done(&mut self, op: OpId, sdp: Option<&Sdp>, me: &Myself, turn: &mut Turn) -> bool;
    /// An op failed; false if nobody waited for it.
    fn failed(&mut self, op: OpId, me: &Myself, turn: &mut Turn) -> bool;
    /// Something that is part of an interruption, or may be; true if that is all there is to say about it.
    fn interrupted(&mut self, what: Interrupt, at: &mut Scene, turn: &mut Turn) -> bool;
    /// What is due after an interruption; in every turn.
    fn mind_interruptions(&mut self, at: &mut Scene, turn: &mut Turn);
    /// The network is back, or another one.
    fn network_changed(&mut self, turn: &mut Turn);
    /// Beats are due.
    fn pulse(&mut self, turn: &mut Turn);
    /// A person asks for the line now.
    fn retry_line(&mut self, turn: &mut Turn);
    /// A person asks for somebody.
    fn retry_person(&mut self, peer: &PeerId, me: &Myself, turn: &mut Turn);
    /// How we listen to somebody, now that a person changes it.
    fn listen(&mut self, peer: &PeerId, change: &dyn Fn(&mut Hearing));
    /// A person asks somebody to switch off their microphone; false if there is nothing to ask.
    fn ask_to_mute(&mut self, peer: &PeerId, turn: &mut Turn) -> bool;
    /// A person wants other places for the tiles.
    fn arrange(&mut self, wish: Arrange);
    /// A person says that somebody sits in one room with them, or does not (any more).
    fn sit_together(&mut self, peer: &PeerId, sits: bool, turn: &mut Turn);
    /// How loud everybody was while we spoke (`Effect::Envelopes`).
    fn compare(&mut self, envelopes: Envelopes, me: &Myself, turn: &mut Turn);
    /// The end of every turn.
    fn finish(&mut self, me: &Myself, bulletin: &mut Bulletin, turn: &mut Turn);
    /// When something is due.
    fn deadline(&self, now: Time) -> Option<Time>;
    /// The line, as the person should know it.
    fn line_view(&self, now: Time) -> LineView;
    /// The link where the server wants to be called, if it refuses to be called by the name in `origin`.
    fn moved(&self, origin: &str) -> Option<String>;
    /// How things stand, for the debug log; without names, addresses and secrets.
    fn report(&self, now: Time) -> String;
    /// Bits per second over all connections: sent, received.
    fn carried(&self, now: Time) -> [u32; 2];
    /// A person looks at who hears and sees whom, or no more.
    fn look_at_lines(&mut self, look: bool);
    /// Who hears and sees whom, while they look.
    fn lines(&self) -> Option<Arc<Lines>>;
    /// The others in the order of their tiles.
    fn people(&self, now: Time) -> Vec<Person>;
    /// How their tiles stand.
    fn layout(&self) -> Layout;
}

/// Begins a meeting, or says why there can be none.
type Begin = fn(Opening<'_>, &mut Turn<'_>) -> Result<Box<dyn Gathering>, Unable>;

/// The code of meetings, as a value that can be handed over once it is there.
#[derive(Clone, Copy)]
pub struct Host(Begin);

impl Host {
    /// The code itself. Whoever calls this has it; a page does so only in its second part.
    pub fn here() -> Host {
        Host(crate::meeting::begin)
    }

    /// Begins a meeting.
    pub(crate) fn begin(self, opening: Opening<'_>, turn: &mut Turn<'_>) -> Result<Box<dyn Gathering>, Unable> {
        (self.0)(opening, turn)
    }
}

impl std::fmt::Debug for Host {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Host")
    }
}
