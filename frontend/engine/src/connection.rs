//! One connection to one peer: a single offerer, one description op in flight, candidates never before their description.

mod picture;
mod proof;

use crate::candidates::Candidates;
use crate::effect::{Command, Role, Source};
use crate::event::{ConnectionState, Sdp};
use crate::ids::{ConnectionId, OpId, StreamRevision};
use crate::letter::{Description, DescriptionKind, Letter};
use crate::post::{Post, Route};
use crate::rhythm::Rhythm;
use crate::sdp;
use crate::sender::Sender;
use crate::time::{Time, soonest};
use crate::tokens::Bucket;
use crate::turn::Turn;
use picture::Pictures;
use plenum_shared::words::IceServer;
use std::sync::Arc;

/// An op that takes longer than this is broken, milliseconds.
pub const OP_MS: u64 = 10_000;

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

/// Something is wrong with this connection for good; only a fresh one helps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken;

/// One `RTCPeerConnection`, as the engine knows it.
pub struct Connection {
    /// Which one.
    pub id: ConnectionId,
    /// Who offers, for its whole life.
    pub role: Role,
    /// When it was made.
    pub born: Time,
    /// The browser's word on it, and since when.
    pub state: (ConnectionState, Time),
    /// The letter channel was closed by the other side.
    pub closed: Option<Time>,
    /// Attach again when it changes.
    pub revision: StreamRevision,
    step: Step,
    /// The offer that was taken last.
    offer: Option<Sdp>,
    /// Another one, which asks for an ICE restart: answered when the budget for restarts allows it.
    next: Option<Sdp>,
    /// Fingerprint of our local description, once made.
    local: Option<String>,
    /// Fingerprint of the remote description, once handed to the browser.
    remote: Option<String>,
    candidates: Candidates,
    senders: [Sender; 4],
    letters_open: bool,
    beats_open: bool,
    introduced: bool,
    /// When the fingerprint letter opened.
    confirmed: Option<Time>,
    beat: Option<Time>,
    rhythm: Rhythm,
    beats_said: u32,
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
        turn: &mut Turn,
    ) -> Connection {
        turn.connection(id, Command::Open { role, ice_servers });
        let mut connection = Connection {
            id,
            role,
            born: turn.now,
            state: (ConnectionState::Connecting, turn.now),
            closed: None,
            revision: StreamRevision(0),
            step: Step::Waiting,
            offer: None,
            next: None,
            local: None,
            remote: None,
            candidates: Candidates::default(),
            senders: Source::ALL.map(Sender::new),
            letters_open: false,
            beats_open: false,
            introduced: false,
            confirmed: None,
            beat: None,
            rhythm: Rhythm::new(turn.now),
            beats_said: 0,
            pictures: Pictures::default(),
            playing: [false, false],
        };
        connection.send(sending, turn);
        if role == Role::Offerer {
            connection.offer(false, turn);
        }
        connection
    }

    /// Closes it; nothing more is heard of it.
    pub fn close(self, turn: &mut Turn) {
        turn.connection(self.id, Command::Close);
    }

    fn offer(&mut self, ice_restart: bool, turn: &mut Turn) {
        let op = turn.op();
        self.step = Step::Offering { op, since: turn.now };
        self.candidates.begin();
        turn.connection(self.id, Command::Offer { op, ice_restart });
    }

    /// New ICE credentials, if this side offers and nothing is under way.
    pub fn restart_ice(&mut self, turn: &mut Turn) {
        if self.role == Role::Offerer && matches!(self.step, Step::Settled) {
            self.offer(true, turn);
        }
    }

    /// Whether the exchange has gone so far that closing it would cost somebody a picture.
    pub fn untouched(&self) -> bool {
        matches!(self.step, Step::Waiting | Step::Offering { .. } | Step::Offered)
    }

    /// Takes a description from a letter of this epoch; tells whether it was taken now.
    ///
    /// Invariant: each offer is answered once. One that says the same as the last is a repetition, another one a restart.
    pub fn describe(&mut self, description: &Description, people: usize, turn: &mut Turn) -> Result<bool, Broken> {
        // A description no browser writes is dropped: the letter was forged by a member, and its tie is its own loss.
        let Ok(fingerprint) = sdp::check(&description.sdp) else { return Ok(false) };
        if self.remote.as_ref().is_some_and(|known| *known != fingerprint) {
            return Err(Broken);
        }
        let edited = Sdp(sdp::with_own_sound(&description.sdp, people).into());
        match (description.kind, self.role, &mut self.step) {
            (DescriptionKind::Offer, Role::Answerer, Step::Waiting) => {
                self.remote = Some(fingerprint);
                self.answer(edited, turn);
                return Ok(true);
            }
            (DescriptionKind::Offer, Role::Answerer, Step::Settled | Step::Answering { .. }) => {
                self.next = Some(edited).filter(|next| self.offer.as_ref() != Some(next));
            }
            (DescriptionKind::Answer, Role::Offerer, Step::Offered) => {
                self.remote = Some(fingerprint);
                let op = turn.op();
                self.step = Step::Accepting { op, since: turn.now };
                turn.connection(self.id, Command::Accept { op, answer: edited });
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

    fn answer(&mut self, offer: Sdp, turn: &mut Turn) {
        let op = turn.op();
        self.step = Step::Answering { op, since: turn.now };
        self.offer = Some(offer.clone());
        self.candidates.begin();
        turn.connection(self.id, Command::Answer { op, offer });
    }

    /// The answer of a description op; `None` if the op is not ours.
    pub fn done(
        &mut self,
        op: OpId,
        sdp: Option<&Sdp>,
        post: &mut Post,
        turn: &mut Turn,
    ) -> Option<Result<(), Broken>> {
        if let Some(answer) = self.senders.iter_mut().find_map(|sender| sender.done(op, true, self.id, turn)) {
            return Some(answer);
        }
        let epoch = self.id.epoch.0;
        match &mut self.step {
            Step::Offering { op: ours, .. } if *ours == op => {
                let Some(sdp) = self.described(sdp) else { return Some(Err(Broken)) };
                self.step = Step::Offered;
                withdraw(epoch, post);
                post.write(epoch, describe(DescriptionKind::Offer, sdp), Route::Every, turn.now);
            }
            Step::Accepting { op: ours, .. } if *ours == op => {
                self.step = Step::Settled;
            }
            Step::Answering { op: ours, .. } if *ours == op => {
                let Some(sdp) = self.described(sdp) else { return Some(Err(Broken)) };
                self.step = Step::Settled;
                withdraw(epoch, post);
                post.write(epoch, describe(DescriptionKind::Answer, sdp), Route::Every, turn.now);
            }
            Step::Waiting
            | Step::Offering { .. }
            | Step::Offered
            | Step::Accepting { .. }
            | Step::Answering { .. }
            | Step::Settled => return None,
        }
        self.candidates.described(turn.now);
        if matches!(self.step, Step::Settled) {
            self.candidates.applied(self.id, turn);
        }
        self.introduce(post);
        Some(Ok(()))
    }

    /// Notes the fingerprint of our own description; `None` if the browser wrote something we cannot stand behind.
    fn described(&mut self, sdp: Option<&Sdp>) -> Option<String> {
        let sdp = sdp::fitted(&sdp?.0)?;
        let fingerprint = sdp::check(&sdp).ok()?;
        match &self.local {
            Some(known) if *known != fingerprint => return None,
            Some(_) | None => self.local = Some(fingerprint),
        }
        Some(sdp)
    }

    /// An op failed; `None` if it is not ours.
    pub fn failed(&mut self, op: OpId, turn: &mut Turn) -> Option<Result<(), Broken>> {
        if let Some(answer) = self.senders.iter_mut().find_map(|sender| sender.done(op, false, self.id, turn)) {
            return Some(answer);
        }
        match &self.step {
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

    /// Candidates from a letter of this epoch.
    pub fn remote_candidates(&mut self, candidates: Vec<crate::effect::Candidate>, turn: &mut Turn) {
        let applied = match self.step {
            Step::Settled => true,
            // During an ICE restart the description in force is the old one: new candidates wait for theirs.
            Step::Waiting | Step::Offering { .. } | Step::Offered | Step::Accepting { .. } | Step::Answering { .. } => {
                false
            }
        };
        self.candidates.theirs(candidates, applied, self.id, turn);
    }

    /// The browser gathered a candidate.
    pub fn local_candidate(&mut self, candidate: crate::effect::Candidate, now: Time) {
        self.candidates.ours(candidate, now);
    }

    /// What the person wants sent, by `Source as usize`.
    pub fn send(&mut self, sending: [bool; 4], turn: &mut Turn) {
        for (sender, on) in self.senders.iter_mut().zip(sending) {
            sender.want(on, self.id, turn);
        }
    }

    /// Watches for the first frame while a picture is promised; `promised` is what their status says of camera and screen.
    pub fn watch(&mut self, promised: [bool; 2], turn: &mut Turn) {
        self.pictures.watch(promised.map(|promised| promised && self.confirmed()), self.id, turn);
    }

    /// Plays what their status says they send: voice, sound of their screen.
    ///
    /// Invariant: of a peer who says to be muted nothing is played, whatever arrives.
    pub fn play(&mut self, said: [bool; 2], turn: &mut Turn) {
        if self.confirmed() && self.playing != said {
            self.playing = said;
            turn.connection(self.id, Command::Play(said));
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
    pub fn tick(&mut self, post: &mut Post, restarts: &mut Bucket, turn: &mut Turn) -> Result<(), Broken> {
        if matches!(self.step, Step::Settled)
            && self.next.is_some()
            && restarts.take(turn.now)
            && let Some(offer) = self.next.take()
        {
            self.answer(offer, turn);
        }
        self.candidates.tick(self.id, post, turn.now);
        match self.op_deadline() {
            Some(deadline) if deadline <= turn.now => Err(Broken),
            Some(_) | None => Ok(()),
        }
    }

    fn op_deadline(&self) -> Option<Time> {
        let senders = self.senders.iter().fold(None, |soon, sender| soonest(soon, sender.deadline()));
        let description = match &self.step {
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
fn withdraw(epoch: u32, post: &mut Post) {
    post.withdraw(|of, letter| of == epoch && matches!(letter, Letter::Description(_)));
}

fn describe(kind: DescriptionKind, sdp: String) -> Letter {
    Letter::Description(Description { kind, sdp })
}
