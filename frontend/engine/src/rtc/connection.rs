//! One connection to one peer: a single offerer, one description op in flight, candidates never before their description.

mod fingerprint_proof;
mod first_frame;

use crate::api::context::Context;
use crate::api::effect::{Command, Role, Source};
use crate::api::event::{ConnectionState, Sdp};
use crate::base::ids::{ConnectionId, OpId, StreamRevision};
use crate::base::time::{Time, soonest};
use crate::base::token_bucket::Bucket;
use crate::messaging::message::{Description, DescriptionKind, LinkMessage, PeerMessage};
use crate::messaging::outbox::{Outbox, Route};
use crate::rtc::heartbeat::Heartbeats;
use crate::rtc::ice_candidates::Candidates;
use crate::rtc::op::{Broken, OP_MS};
use crate::rtc::sender::Sender;
use crate::sdp;
use first_frame::Pictures;
use plenum_shared::message::IceServer;
use std::sync::Arc;

/// Where the exchange of descriptions stands.
///
/// Invariant: at most one description op is in flight; it is the one named here.
#[derive(Debug)]
enum Step {
    /// Answerer, no offer yet.
    Waiting,
    /// `createOffer` runs.
    Offering { op: OpId, since: Time },
    /// The offer is on its way, an answer awaited.
    Offered,
    /// `setRemoteDescription(answer)` runs.
    Accepting { op: OpId, since: Time },
    /// `setRemoteDescription(offer)` and `createAnswer` run.
    Answering { op: OpId, since: Time },
    /// Both descriptions are applied.
    Settled,
}

/// How far its descriptions are.
#[derive(Debug)]
struct Negotiation {
    step: Step,
    /// The offer that was taken last.
    offer: Option<Sdp>,
    /// Another one, which asks for an ICE restart: answered when the budget for restarts allows it.
    next: Option<Sdp>,
    /// Fingerprint of our local description, once made.
    local: Option<String>,
    /// Fingerprint of the remote description, once handed to the browser.
    remote: Option<String>,
}

/// How far it has proved itself.
#[derive(Debug, Default)]
struct Proof {
    messages_open: bool,
    bulk_open: bool,
    heartbeats_open: bool,
    /// Our own fingerprint message was sent.
    introduced: bool,
    /// When theirs opened.
    confirmed: Option<Time>,
}

/// One `RTCPeerConnection`, as the engine knows it.
pub struct Connection {
    /// Which one.
    pub id: ConnectionId,
    /// Who offers, for its whole life.
    pub role: Role,
    /// When it was made.
    pub born: Time,
    /// What the browser reports of it (`connectionState`), and since when.
    pub state: (ConnectionState, Time),
    /// The message channel was closed by the other side.
    pub closed: Option<Time>,
    /// Attach again when it changes.
    pub revision: StreamRevision,
    negotiation: Negotiation,
    candidates: Candidates,
    senders: [Sender; 4],
    proof: Proof,
    heartbeat: Option<Time>,
    heartbeats: Heartbeats,
    heartbeats_said: u32,
    pictures: Pictures,
    /// Which of their sounds the browser may play: voice, screen.
    playing: [bool; 2],
}

impl Connection {
    /// Makes a connection; the offerer starts to offer at once.
    pub fn open(
        id: ConnectionId,
        role: Role,
        ice_servers: Arc<[IceServer]>,
        sending: [bool; 4],
        cx: &mut Context,
    ) -> Connection {
        cx.connection(id, Command::Open { role, ice_servers });
        let mut connection = Connection {
            id,
            role,
            born: cx.now,
            state: (ConnectionState::Connecting, cx.now),
            closed: None,
            revision: StreamRevision(0),
            negotiation: Negotiation { step: Step::Waiting, offer: None, next: None, local: None, remote: None },
            candidates: Candidates::default(),
            senders: Source::ALL.map(Sender::new),
            proof: Proof::default(),
            heartbeat: None,
            heartbeats: Heartbeats::new(cx.now),
            heartbeats_said: 0,
            pictures: Pictures::default(),
            playing: [false, false],
        };
        connection.send(sending, cx);
        if role == Role::Offerer {
            connection.offer(false, cx);
        }
        connection
    }

    /// Closes it; nothing more is heard of it.
    pub fn close(self, cx: &mut Context) {
        cx.connection(self.id, Command::Close);
    }

    fn offer(&mut self, ice_restart: bool, cx: &mut Context) {
        let op = cx.op();
        self.negotiation.step = Step::Offering { op, since: cx.now };
        self.candidates.begin();
        cx.connection(self.id, Command::Offer { op, ice_restart });
    }

    /// New ICE credentials, if this side offers and nothing is under way.
    pub fn restart_ice(&mut self, cx: &mut Context) {
        if self.role == Role::Offerer && matches!(self.negotiation.step, Step::Settled) {
            self.offer(true, cx);
        }
    }

    /// Whether the exchange has gone so far that closing it would cost somebody a picture.
    pub fn untouched(&self) -> bool {
        matches!(self.negotiation.step, Step::Waiting | Step::Offering { .. } | Step::Offered)
    }

    /// Takes a description from a message of this epoch; tells whether it was taken now.
    ///
    /// Invariant: each offer is answered once. One that says the same as the last is a repetition, another one a restart.
    pub fn describe(&mut self, description: &Description, people: usize, cx: &mut Context) -> Result<bool, Broken> {
        // A description no browser writes is dropped: the message was forged by a member, and its link is its own loss.
        let Ok(fingerprint) = sdp::check(&description.sdp) else { return Ok(false) };
        if self.negotiation.remote.as_ref().is_some_and(|known| *known != fingerprint) {
            return Err(Broken);
        }
        let edited = Sdp(sdp::with_own_sound(&description.sdp, people).into());
        match (description.kind, self.role, &mut self.negotiation.step) {
            (DescriptionKind::Offer, Role::Answerer, Step::Waiting) => {
                self.negotiation.remote = Some(fingerprint);
                self.answer(edited, cx);
                return Ok(true);
            }
            (DescriptionKind::Offer, Role::Answerer, Step::Settled | Step::Answering { .. }) => {
                self.negotiation.next = Some(edited).filter(|next| self.negotiation.offer.as_ref() != Some(next));
            }
            (DescriptionKind::Answer, Role::Offerer, Step::Offered) => {
                self.negotiation.remote = Some(fingerprint);
                let op = cx.op();
                self.negotiation.step = Step::Accepting { op, since: cx.now };
                cx.connection(self.id, Command::Accept { op, answer: edited });
                return Ok(true);
            }
            // An answer without an offer, an offer to the offerer: nothing honest sends these.
            (DescriptionKind::Offer, Role::Offerer, _)
            | (DescriptionKind::Answer, _, _)
            | (DescriptionKind::Unknown, _, _)
            | (DescriptionKind::Offer, Role::Answerer, _) => {}
        }
        Ok(false)
    }

    fn answer(&mut self, offer: Sdp, cx: &mut Context) {
        let op = cx.op();
        self.negotiation.step = Step::Answering { op, since: cx.now };
        self.negotiation.offer = Some(offer.clone());
        self.candidates.begin();
        cx.connection(self.id, Command::Answer { op, offer });
    }

    /// The answer of a description op; `None` if the op is not ours.
    pub fn done(
        &mut self,
        op: OpId,
        sdp: Option<&Sdp>,
        outbox: &mut Outbox,
        cx: &mut Context,
    ) -> Option<Result<(), Broken>> {
        if let Some(answer) = self.senders.iter_mut().find_map(|sender| sender.done(op, true, self.id, cx)) {
            return Some(answer);
        }
        let epoch = self.id.epoch.0;
        match &mut self.negotiation.step {
            Step::Offering { op: ours, .. } if *ours == op => {
                let Some(sdp) = self.described(sdp) else { return Some(Err(Broken)) };
                self.negotiation.step = Step::Offered;
                withdraw(epoch, outbox);
                outbox.write(epoch, describe(DescriptionKind::Offer, sdp), Route::Every, cx.now);
            }
            Step::Accepting { op: ours, .. } if *ours == op => {
                self.negotiation.step = Step::Settled;
            }
            Step::Answering { op: ours, .. } if *ours == op => {
                let Some(sdp) = self.described(sdp) else { return Some(Err(Broken)) };
                self.negotiation.step = Step::Settled;
                withdraw(epoch, outbox);
                outbox.write(epoch, describe(DescriptionKind::Answer, sdp), Route::Every, cx.now);
            }
            Step::Waiting
            | Step::Offering { .. }
            | Step::Offered
            | Step::Accepting { .. }
            | Step::Answering { .. }
            | Step::Settled => return None,
        }
        self.candidates.described(cx.now);
        if matches!(self.negotiation.step, Step::Settled) {
            self.candidates.applied(self.id, cx);
        }
        self.introduce(outbox);
        Some(Ok(()))
    }

    /// Notes the fingerprint of our own description; `None` if the browser wrote something we cannot stand behind.
    fn described(&mut self, sdp: Option<&Sdp>) -> Option<String> {
        let sdp = sdp::fitted(&sdp?.0)?;
        let fingerprint = sdp::check(&sdp).ok()?;
        match &self.negotiation.local {
            Some(known) if *known != fingerprint => return None,
            Some(_) | None => self.negotiation.local = Some(fingerprint),
        }
        Some(sdp)
    }

    /// An op failed; `None` if it is not ours.
    pub fn failed(&mut self, op: OpId, cx: &mut Context) -> Option<Result<(), Broken>> {
        if let Some(answer) = self.senders.iter_mut().find_map(|sender| sender.done(op, false, self.id, cx)) {
            return Some(answer);
        }
        match &self.negotiation.step {
            Step::Offering { op: ours, .. } | Step::Accepting { op: ours, .. } | Step::Answering { op: ours, .. }
                if *ours == op =>
            {
                Some(Err(Broken))
            }
            Step::Waiting
            | Step::Offering { .. }
            | Step::Offered
            | Step::Accepting { .. }
            | Step::Answering { .. }
            | Step::Settled => None,
        }
    }

    /// Candidates from a message of this epoch.
    pub fn remote_candidates(&mut self, candidates: Vec<crate::api::effect::Candidate>, cx: &mut Context) {
        let applied = match self.negotiation.step {
            Step::Settled => true,
            // During an ICE restart the description in force is the old one: new candidates wait for theirs.
            Step::Waiting | Step::Offering { .. } | Step::Offered | Step::Accepting { .. } | Step::Answering { .. } => {
                false
            }
        };
        self.candidates.theirs(candidates, applied, self.id, cx);
    }

    /// The browser gathered a candidate.
    pub fn local_candidate(&mut self, candidate: crate::api::effect::Candidate, now: Time) {
        self.candidates.ours(candidate, now);
    }

    /// What the person wants sent, by `Source as usize`.
    pub fn send(&mut self, sending: [bool; 4], cx: &mut Context) {
        for (sender, on) in self.senders.iter_mut().zip(sending) {
            sender.want(on, self.id, cx);
        }
    }

    /// Watches for the first frame while a picture is promised; `promised` is what their status says of camera and screen.
    pub fn watch(&mut self, promised: [bool; 2], cx: &mut Context) {
        self.pictures.watch(promised.map(|promised| promised && self.confirmed()), self.id, cx);
    }

    /// Plays what their status says they send: voice, sound of their screen.
    ///
    /// Invariant: of a peer who says to be muted nothing is played, whatever arrives.
    pub fn play(&mut self, said: [bool; 2], cx: &mut Context) {
        if self.confirmed() && self.playing != said {
            self.playing = said;
            cx.connection(self.id, Command::Play(said));
        }
    }

    /// A frame of this connection was decoded.
    pub fn frame_decoded(&mut self, source: Source) {
        self.pictures.decoded(source);
    }

    /// Whether there is a picture of this source to show.
    pub fn picture(&self, source: Source) -> bool {
        self.pictures.shown(source)
    }

    /// Sends candidates that have been collected long enough, answers a restart that is allowed; tells whether an op has
    /// outlived its deadline.
    pub fn tick(&mut self, outbox: &mut Outbox, restarts: &mut Bucket, cx: &mut Context) -> Result<(), Broken> {
        if matches!(self.negotiation.step, Step::Settled)
            && self.negotiation.next.is_some()
            && restarts.take(cx.now)
            && let Some(offer) = self.negotiation.next.take()
        {
            self.answer(offer, cx);
        }
        self.candidates.tick(self.id, outbox, cx.now);
        match self.op_deadline() {
            Some(deadline) if deadline <= cx.now => Err(Broken),
            Some(_) | None => Ok(()),
        }
    }

    fn op_deadline(&self) -> Option<Time> {
        let senders = self.senders.iter().fold(None, |soon, sender| soonest(soon, sender.deadline()));
        let description = match &self.negotiation.step {
            Step::Offering { since, .. } | Step::Accepting { since, .. } | Step::Answering { since, .. } => {
                Some(*since + OP_MS)
            }
            Step::Waiting | Step::Offered | Step::Settled => None,
        };
        soonest(description, senders)
    }

    /// When something is due.
    pub fn deadline(&self) -> Option<Time> {
        soonest(self.op_deadline(), self.candidates.deadline())
    }
}

/// A description is no longer worth repeating once there is a newer one of its epoch.
fn withdraw(epoch: u32, outbox: &mut Outbox) {
    outbox.withdraw(|of, message| of == epoch && matches!(message, PeerMessage::Link(LinkMessage::Description(_))));
}

fn describe(kind: DescriptionKind, sdp: String) -> LinkMessage {
    LinkMessage::Description(Description { kind, sdp })
}
