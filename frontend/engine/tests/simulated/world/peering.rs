//! One `RTCPeerConnection`, modelled strictly: what a real browser would only mumble about is a bug here.

use super::sdp::Credentials;
use plenum_engine::api::effect::{Command, Role, Source};
use plenum_engine::api::event::ConnectionState;
use plenum_engine::api::sender_parameters::Parameters;
use plenum_engine::base::ids::ConnectionId;
use plenum_shared::ids::PeerId;
use std::collections::{BTreeMap, BTreeSet};

/// Four transceivers: microphone, camera, screen, screen sound.
pub const TRANSCEIVERS: usize = 4;

/// W3C `RTCSignalingState`, as far as one offerer per connection needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signaling {
    /// Nothing pending.
    Stable,
    /// Our offer waits for its answer.
    HaveLocalOffer,
}

/// A connection.
pub struct Peering {
    /// Whose.
    pub page: usize,
    /// Who that page was to the others when it was made.
    pub own: Option<PeerId>,
    /// What its engine calls it. Of two of the same name the first was closed before the second was made.
    pub id: ConnectionId,
    /// Who offers.
    pub role: Role,
    /// What is pending.
    pub signaling: Signaling,
    /// A promise about descriptions is running.
    pub describing: bool,
    /// How many there are.
    pub transceivers: usize,
    /// Fingerprint of its certificate: one per connection, restarts keep it.
    pub certificate: String,
    /// The local description, pending or current.
    pub local: Option<Credentials>,
    /// The remote description.
    pub remote: Option<Credentials>,
    /// Remote ICE generations of which a candidate was taken.
    pub candidates: BTreeSet<String>,
    /// Promises of `Send` that run, by source.
    pub switching: BTreeSet<Source>,
    /// Which of our sources go out.
    pub sending: BTreeMap<Source, bool>,
    /// Promises of `SetParameters` that run, by source.
    pub pending_parameters: BTreeSet<Source>,
    /// How our sources go out, as their senders were told last.
    pub parameters: BTreeMap<Source, Parameters>,
    /// The worse of both states, as the page was told.
    pub state: ConnectionState,
    /// Which data channels are open.
    pub channels: BTreeSet<u8>,
    /// Messages that came over the first data channel.
    pub messages: u32,
    /// The stream may be seen and heard.
    pub revealed: bool,
    /// Its sound is played.
    pub heard: bool,
    /// How loud the other side is played, percent.
    pub volume: u8,
    /// Which of their sounds are played: voice, screen.
    pub played: [bool; 2],
    /// Which STUN and TURN servers its next ICE restart goes over, by their first addresses.
    pub ice_servers: Vec<String>,
    /// Whose next decoded frames it waits for.
    pub watching: BTreeSet<Source>,
    /// The page closed it.
    pub closed: bool,
    /// Tunnel and which of its ends this is, once connected.
    pub tunnel: Option<(usize, usize)>,
    /// ICE has begun.
    pub dialling: bool,
}

impl Peering {
    /// As `new RTCPeerConnection()` and, for the offerer, four times `addTransceiver()` make it.
    pub fn new(page: usize, id: ConnectionId, role: Role, certificate: String) -> Peering {
        Peering {
            page,
            own: None,
            id,
            role,
            signaling: Signaling::Stable,
            describing: false,
            transceivers: if role == Role::Offerer { TRANSCEIVERS } else { 0 },
            certificate,
            local: None,
            remote: None,
            candidates: BTreeSet::new(),
            switching: BTreeSet::new(),
            sending: BTreeMap::new(),
            pending_parameters: BTreeSet::new(),
            parameters: BTreeMap::new(),
            state: ConnectionState::Connecting,
            channels: BTreeSet::new(),
            messages: 0,
            revealed: false,
            heard: false,
            volume: 100,
            played: [false, false],
            ice_servers: Vec::new(),
            watching: BTreeSet::new(),
            closed: false,
            tunnel: None,
            dialling: false,
        }
    }

    /// Whether this source goes out.
    pub fn sends(&self, source: Source) -> bool {
        self.sending.get(&source).copied().unwrap_or(false)
    }

    /// Whether the sender of this source lets anything through.
    pub fn active(&self, source: Source) -> bool {
        self.parameters.get(&source).is_none_or(|parameters| parameters.active)
    }

    /// What is wrong with asking for this now; `None` if nothing is.
    pub fn objection(&self, command: &Command) -> Option<&'static str> {
        if self.closed {
            return Some("the connection was closed by this page");
        }
        let description = matches!(command, Command::Offer { .. } | Command::Answer { .. } | Command::Accept { .. });
        if description && self.describing {
            return Some("a description is still being worked on");
        }
        match command {
            Command::Offer { .. } if self.role != Role::Offerer => Some("only the offerer offers"),
            Command::Offer { .. } if self.signaling != Signaling::Stable => Some("an offer is pending already"),
            Command::Offer { ice_restart: false, .. } if self.local.is_some() => {
                Some("nothing has changed that an offer could tell")
            }
            Command::Answer { .. } if self.role != Role::Answerer => {
                Some("the offerer never answers: eight transceivers")
            }
            Command::Accept { .. } if self.signaling != Signaling::HaveLocalOffer => Some("an answer without an offer"),
            Command::AddCandidates(_) if self.remote.is_none() => Some("candidates before their description"),
            Command::AddCandidates(candidates) if candidates.is_empty() => Some("no candidates at all"),
            Command::Send { source, .. } if self.switching.contains(source) => {
                Some("the sender is still being switched")
            }
            Command::SetParameters { .. } if self.transceivers == 0 => Some("there are no senders yet"),
            Command::SetParameters { source, .. } if self.pending_parameters.contains(source) => {
                Some("the parameters of the sender are still being set")
            }
            Command::SetParameters { source, parameters, .. } if self.parameters.get(source) == Some(parameters) => {
                Some("the sender has these parameters already")
            }
            Command::Volume(_) if !self.revealed => Some("nobody can be heard yet"),
            Command::Volume(volume) if *volume > 100 => Some("louder than loud"),
            Command::Volume(volume) if *volume == self.volume => Some("as loud already"),
            Command::Play(_) if !self.revealed => Some("nothing may be played yet"),
            Command::Play(which) if *which == self.played => Some("played already"),
            Command::Reveal if self.revealed => Some("revealed already"),
            Command::Hear(true) if !self.revealed => Some("nobody is heard before the fingerprint message"),
            Command::Hear(on) if *on == self.heard => Some("nothing changes about what is heard"),
            Command::Reveal if self.messages == 0 => Some("no fingerprint message can have come yet"),
            _ => None,
        }
    }
}
