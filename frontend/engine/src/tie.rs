//! What holds two peers together: epochs, who offers, what is tried when it breaks, and when somebody counts as gone.

mod answering;
mod early;
mod glance;
mod history;
mod lines;
mod lull;
mod plan;
mod race;

use crate::care::Care;
use crate::connection::{Broken, Connection};
use crate::effect::{Command, Role};
use crate::event::{Channel, ConnectionNews, ConnectionState, Sdp};
use crate::ids::{ConnectionId, Epoch, OpId};
use crate::letter::{Letter, Wish};
use crate::peer_budget::PeerBudget;
use crate::post::Post;
use crate::time::Time;
use crate::turn::Turn;
use answering::Waiting;
use early::Early;
use history::{Fall, Happened, History};
use lines::Lines;
use lull::Lull;
use plan::Plan;
use plenum_shared::ids::PeerId;
use plenum_shared::words::IceServer;
use std::sync::Arc;

/// Without a connection for this long, the smaller peer id offers, milliseconds.
const SEATED_WAIT_MS: u64 = 4_000;
/// A connection that has not proved itself after this counts as failed, milliseconds.
const SETUP_MS: u64 = 15_000;
/// Shown as interrupted after so long without a beat, milliseconds.
const INTERRUPTED_MS: u64 = 2_000;
/// No beat for this long and nothing left to try: gone, if the server does not list them, milliseconds.
pub const SILENT_MS: u64 = 15_000;
/// The same if the server still lists them, milliseconds.
pub const SILENT_LISTED_MS: u64 = 60_000;
/// All channels closed by the other side and no sign of life for this long: gone, milliseconds.
const CLOSED_MS: u64 = 2_000;

/// What both ends of all ties share in this turn.
pub struct Common {
    /// STUN and TURN.
    pub ice_servers: Arc<[IceServer]>,
    /// What we send, by `Source as usize`.
    pub sending: [bool; 4],
    /// How many people are in the room, ourselves included.
    pub people: usize,
    /// What others begin waits, if it can: enough races run, or some were just called off.
    pub crowded: bool,
    /// As many connections are being made as may be at a time: what is not begun yet waits.
    pub full: bool,
}

/// The tie between us and one peer.
pub struct Tie {
    us: PeerId,
    them: PeerId,
    first: Role,
    epoch: Epoch,
    /// We were the offerer of this epoch, and it was not answered.
    offered: bool,
    /// The newest epoch that they have written of: what they asked for before that is stale.
    known: Epoch,
    plan: Plan,
    lines: Lines,
    care: Care,
    lull: Lull,
    /// We have asked for a fresh connection beside the old one, and wait for it until then.
    asked: Option<Time>,
    /// Since when our own turns have come in time.
    awake: Time,
    /// What of their pictures their status promises: camera, screen.
    promised: [bool; 2],
    /// Sign of life: a beat or an opened letter.
    life: Time,
    ever_up: bool,
    /// What they may cost us.
    pub budget: PeerBudget,
    early: Early,
    /// A wish of theirs that can wait.
    waiting: Option<Waiting>,
    /// When they last called off what they began.
    relieved: Option<Time>,
    history: History,
}

impl Tie {
    /// A tie to somebody who arrived after us (`Role::Answerer`: we wait) or was there before us (`Role::Offerer`).
    pub fn new(us: PeerId, them: PeerId, first: Role, now: Time) -> Tie {
        Tie {
            us,
            them,
            first,
            epoch: Epoch(0),
            offered: false,
            known: Epoch(0),
            plan: Plan::Apart,
            lines: Lines::default(),
            care: Care::default(),
            lull: Lull::default(),
            asked: None,
            awake: now,
            promised: [false, false],
            life: now,
            ever_up: false,
            budget: PeerBudget::new(),
            early: Early::default(),
            waiting: None,
            relieved: None,
            history: History::default(),
        }
    }

    /// Whether an offer of ours is what begins it once both are in the room.
    pub fn offers_first(&self) -> bool {
        self.first == Role::Offerer && !self.early.offers()
    }

    /// Whether no connection is being made, nor about to be.
    pub fn calm(&self) -> bool {
        let done = self.lines.each().all(|connection| connection.confirmed());
        done && matches!(self.plan, Plan::Hold | Plan::GivenUp { .. })
    }

    /// Both are in the room.
    pub fn begin(&mut self, post: &mut Post, common: &Common, turn: &mut Turn) {
        if self.plan != Plan::Apart {
            return;
        }
        self.life = turn.now;
        match self.offers_first() {
            // The first attempt is none that failed: it is made as soon as there is room for it.
            true => self.offer(common, turn),
            false => self.plan = Plan::Await { until: turn.now + SEATED_WAIT_MS },
        }
        for (epoch, letter) in self.early.all() {
            self.letter(epoch.0, &letter, None, post, common, turn);
        }
    }

    /// One of the two is no longer in the room.
    pub fn end(&mut self, turn: &mut Turn) {
        self.plan = Plan::Apart;
        self.ever_up = false;
        self.asked = None;
        self.waiting = None;
        self.care.hope();
        self.lines.close(turn);
    }

    /// The other one.
    pub fn them(&self) -> PeerId {
        self.them
    }

    /// Whether both are in the room.
    pub fn wanted(&self) -> bool {
        self.plan != Plan::Apart
    }

    fn offer(&mut self, common: &Common, turn: &mut Turn) {
        // Only somebody who means harm gets this far: their tie is their own loss, and no epoch is used twice.
        let Some(epoch) = self.epoch.0.checked_add(1) else {
            self.plan = Plan::GivenUp { since: turn.now };
            return;
        };
        if !self.has_room(common, turn.now) {
            self.plan = Plan::Queued;
            return;
        }
        self.open(Epoch(epoch), Role::Offerer, common, turn);
    }

    fn open(&mut self, epoch: Epoch, role: Role, common: &Common, turn: &mut Turn) {
        let missed = self.asked.is_some() || self.silent(turn.now) == Some(true) || self.soundless().is_some();
        self.budget.connections.take(turn.now);
        self.lines.make_room(turn);
        self.epoch = epoch;
        self.offered = role == Role::Offerer;
        self.plan = Plan::Hold;
        self.asked = None;
        let id = ConnectionId { peer: self.them, epoch };
        let fresh = Connection::open(id, role, common.ice_servers.clone(), common.sending, turn);
        self.lines.add(fresh, missed);
    }

    /// A letter about connections has opened. `by_channel` is the epoch of the connection whose channel brought it.
    pub fn letter(
        &mut self,
        epoch: u32,
        letter: &Letter,
        by_channel: Option<Epoch>,
        post: &mut Post,
        common: &Common,
        turn: &mut Turn,
    ) {
        self.life = turn.now;
        let epoch = Epoch(epoch);
        if letter.about_connections() {
            self.known = self.known.max(epoch);
        }
        if self.plan == Plan::Apart {
            return self.early.keep(epoch, letter);
        }
        match letter {
            Letter::Description(description) => self.description(epoch, description, post, common, turn),
            Letter::Candidates { .. } if !self.budget.candidates(epoch) => {}
            Letter::Candidates { candidates } => {
                if self.gives_way(epoch) {
                    self.early.keep(epoch, letter);
                }
                if let Some(connection) = self.lines.of(epoch) {
                    connection.remote_candidates(candidates.clone(), turn);
                }
            }
            Letter::Fingerprints { mine, yours } if by_channel == Some(epoch) => {
                let result = self.lines.of(epoch).map(|connection| connection.confirm(mine, yours, turn));
                if let Some(Err(Broken)) = result {
                    self.fallen(epoch, Fall::Doubtful, post, common, turn);
                }
            }
            Letter::CallOff {} => self.called_off_by_them(epoch, post, common, turn),
            Letter::Ask { what: Wish::IceRestart } => {
                if let Some(connection) = self.lines.of(epoch) {
                    match self.budget.restarts.take(turn.now) {
                        true => connection.restart_ice(turn),
                        false => self.budget.drop_one(),
                    }
                }
            }
            Letter::Ask { what: Wish::NoMore } => self.asked_no_more(epoch),
            Letter::Ask { what: Wish::Fresh } => self.asked_by_them(epoch, common, turn),
            Letter::Fingerprints { .. } | Letter::Ask { what: Wish::Unknown } => {}
            // None of ours: see `Letter::about_connections`.
            _ => {}
        }
    }

    /// The answer of an op; false if no connection of this tie waits for it.
    pub fn done(&mut self, op: OpId, sdp: Option<&Sdp>, post: &mut Post, common: &Common, turn: &mut Turn) -> bool {
        let of = |connection: &mut Connection| Some((connection.id.epoch, connection.done(op, sdp, post, turn)?));
        let answer = self.lines.each_mut().find_map(of);
        self.after(answer, post, common, turn)
    }

    /// An op failed; false if no connection of this tie waits for it.
    pub fn failed(&mut self, op: OpId, post: &mut Post, common: &Common, turn: &mut Turn) -> bool {
        let of = |connection: &mut Connection| Some((connection.id.epoch, connection.failed(op, turn)?));
        let answer = self.lines.each_mut().find_map(of);
        self.after(answer, post, common, turn)
    }

    fn after(
        &mut self,
        answer: Option<(Epoch, Result<(), Broken>)>,
        post: &mut Post,
        common: &Common,
        turn: &mut Turn,
    ) -> bool {
        if let Some((epoch, Err(Broken))) = answer {
            self.fallen(epoch, Fall::Failed, post, common, turn);
        }
        answer.is_some()
    }

    /// News of a connection; those of a dead epoch are dropped.
    pub fn news(&mut self, epoch: Epoch, news: ConnectionNews, post: &mut Post, common: &Common, turn: &mut Turn) {
        let now = turn.now;
        let Some(connection) = self.lines.of(epoch) else { return };
        match news {
            ConnectionNews::Candidate(candidate) => connection.local_candidate(candidate, now),
            ConnectionNews::State(state) => {
                connection.state = (state, now);
                match state {
                    ConnectionState::Failed | ConnectionState::Closed => {
                        self.fallen(epoch, Fall::Said(state), post, common, turn);
                    }
                    ConnectionState::Connecting | ConnectionState::Connected | ConnectionState::Disconnected => {}
                }
            }
            ConnectionNews::ChannelOpened(channel) => connection.channel_opened(channel, post),
            ConnectionNews::ChannelClosed(channel) => {
                connection.channel_closed(channel, now);
                if channel == Channel::Letters {
                    self.closed_by_them(epoch, post, common, turn);
                }
            }
            ConnectionNews::ChannelSaid(Channel::Beats, _) => {
                connection.beat_heard(now);
                let confirmed = connection.confirmed();
                self.life = now;
                if self.lines.revives(epoch, now) {
                    self.history.note(epoch, Happened::CameBack, now);
                    self.care.needless(now);
                }
                if confirmed {
                    self.ever_up = true;
                }
            }
            // Letters are opened by the post before they come here; nothing large is sent yet.
            ConnectionNews::ChannelSaid(Channel::Letters | Channel::Bulk, _) => {}
            ConnectionNews::StreamChanged => connection.revision.0 += 1,
            ConnectionNews::FrameDecoded(source) => connection.frame_decoded(source),
            ConnectionNews::Level(_) | ConnectionNews::Stats(_) => {}
        }
    }

    /// A beat is due.
    pub fn beat(&mut self, turn: &mut Turn) {
        self.lines.each_mut().for_each(|connection| connection.beat(turn));
    }

    /// What we send has changed.
    pub fn send(&mut self, sending: [bool; 4], turn: &mut Turn) {
        self.lines.each_mut().for_each(|connection| connection.send(sending, turn));
    }

    /// The next ICE restart goes over these servers.
    pub fn renew_ice_servers(&mut self, servers: &Arc<[IceServer]>, turn: &mut Turn) {
        for connection in self.lines.each() {
            turn.connection(connection.id, Command::SetIceServers(servers.clone()));
        }
    }

    /// Whether their camera and their screen are on.
    pub fn watch(&mut self, promised: [bool; 2], turn: &mut Turn) {
        self.promised = promised;
        self.lines.each_mut().for_each(|connection| connection.watch(promised, turn));
    }

    /// Which of their sounds their status allows to be played: voice, screen.
    pub fn play(&mut self, said: [bool; 2], turn: &mut Turn) {
        self.lines.each_mut().for_each(|connection| connection.play(said, turn));
    }

    /// Does what is due.
    pub fn tick(&mut self, post: &mut Post, common: &Common, turn: &mut Turn) {
        self.look_after(post, common, turn);
        self.answer_late(post, common, turn);
        self.go_on(post, common, turn);
        self.forget_closed(post);
        self.lines.listen(self.silent(turn.now) != Some(false) || self.soundless().is_some(), turn);
    }

    /// A letter has opened, of whatever kind.
    pub fn lives(&mut self, now: Time) {
        self.life = now;
    }
}
