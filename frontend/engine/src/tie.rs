//! What holds two peers together: epochs, who offers, what is tried when it breaks, and when somebody counts as gone.

mod allowance;
mod early;
mod glance;

use crate::connection::{Broken, Connection};
use crate::effect::Role;
use crate::event::{Channel, ConnectionNews, ConnectionState, Sdp};
use crate::ids::{ConnectionId, Epoch, OpId};
use crate::letter::{Description, DescriptionKind, Letter, Wish};
use crate::post::{Post, Route};
use crate::time::Time;
use crate::turn::Turn;
use allowance::Allowance;
use early::{Early, about_connections};
use plenum_shared::ids::PeerId;
use plenum_shared::words::IceServer;
use std::sync::Arc;

/// Without a connection for this long, the smaller peer id offers, milliseconds.
const SEATED_WAIT_MS: u64 = 4_000;
/// A connection that has not proved itself after this counts as failed, milliseconds.
const SETUP_MS: u64 = 15_000;
/// `disconnected` may heal by itself for this long, milliseconds; then ICE restarts.
const HEAL_MS: u64 = 2_000;
/// Waits before each fresh connection after a failure, milliseconds; then a person has to ask.
const FRESH_MS: [u64; 3] = [0, 3_000, 8_000];
/// Shown as interrupted after so long without a beat, milliseconds.
const INTERRUPTED_MS: u64 = 2_000;
/// No beat for this long and nothing left to try: gone, if the server does not list them, milliseconds.
pub const SILENT_MS: u64 = 15_000;
/// The same if the server still lists them, milliseconds.
pub const SILENT_LISTED_MS: u64 = 60_000;
/// All channels closed by the other side and no sign of life for this long: gone, milliseconds.
const CLOSED_MS: u64 = 2_000;

/// What is to happen next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Plan {
    /// Not both in the room.
    Apart,
    /// They offer first; if nothing comes until then, the smaller peer id does.
    Await { until: Time },
    /// A connection is there or being made.
    Hold,
    /// It broke; the next attempt is due then.
    Again { at: Time, tried: usize },
    /// Everything was tried; a person has to ask.
    GivenUp { since: Time },
}

/// What both ends of all ties share in this turn.
pub struct Common {
    /// STUN and TURN.
    pub ice_servers: Arc<[IceServer]>,
    /// What we send, by `Source as usize`.
    pub sending: [bool; 4],
    /// How many people are in the room, ourselves included.
    pub people: usize,
}

/// The tie between us and one peer.
pub struct Tie {
    us: PeerId,
    them: PeerId,
    first: Role,
    epoch: Epoch,
    /// We were the offerer of this epoch.
    offered: bool,
    plan: Plan,
    connection: Option<Connection>,
    /// Sign of life: a beat or an opened letter.
    life: Time,
    tried: usize,
    restarted: bool,
    ever_up: bool,
    fresh: Allowance,
    early: Early,
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
            plan: Plan::Apart,
            connection: None,
            life: now,
            tried: 0,
            restarted: false,
            ever_up: false,
            fresh: Allowance::new(now),
            early: Early::default(),
        }
    }

    /// Both are in the room.
    pub fn begin(&mut self, post: &mut Post, common: &Common, turn: &mut Turn) {
        if self.plan != Plan::Apart {
            return;
        }
        self.life = turn.now;
        self.tried = 0;
        match self.first {
            Role::Offerer if !self.early.offers() => self.offer(common, turn),
            Role::Offerer | Role::Answerer => self.plan = Plan::Await { until: turn.now + SEATED_WAIT_MS },
        }
        for (epoch, letter) in self.early.all() {
            self.letter(epoch.0, &letter, false, post, common, turn);
        }
    }

    /// One of the two is no longer in the room.
    pub fn end(&mut self, turn: &mut Turn) {
        self.plan = Plan::Apart;
        self.ever_up = false;
        if let Some(connection) = self.connection.take() {
            connection.close(turn);
        }
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
        self.replace(Epoch(epoch), Role::Offerer, common, turn);
    }

    /// Invariant: at most one connection a tie; the old one is closed before the next is made.
    fn replace(&mut self, epoch: Epoch, role: Role, common: &Common, turn: &mut Turn) {
        if let Some(old) = self.connection.take() {
            old.close(turn);
        }
        self.epoch = epoch;
        self.offered = role == Role::Offerer;
        self.plan = Plan::Hold;
        self.restarted = false;
        let id = ConnectionId { peer: self.them, epoch };
        self.connection = Some(Connection::open(id, role, common.ice_servers.clone(), common.sending, turn));
    }

    /// A letter about connections has opened. `by_channel` names the connection whose channel brought it.
    pub fn letter(
        &mut self,
        epoch: u32,
        letter: &Letter,
        by_channel: bool,
        post: &mut Post,
        common: &Common,
        turn: &mut Turn,
    ) {
        self.life = turn.now;
        let epoch = Epoch(epoch);
        if self.plan == Plan::Apart {
            return self.early.keep(epoch, letter);
        }
        match letter {
            Letter::Description(description) => self.description(epoch, description, post, common, turn),
            Letter::Candidates { candidates } => {
                if self.gives_way(epoch) {
                    self.early.keep(epoch, letter);
                }
                if let Some(connection) = self.current(epoch) {
                    connection.remote_candidates(candidates.clone(), turn);
                }
            }
            Letter::Fingerprints { mine, yours } if by_channel => {
                let result = self.current(epoch).map(|connection| connection.confirm(mine, yours, turn));
                if let Some(Err(Broken)) = result {
                    self.broken(post, common, turn);
                }
            }
            Letter::Ask { what: Wish::IceRestart } => {
                if let Some(connection) = self.current(epoch) {
                    connection.restart_ice(turn);
                }
            }
            Letter::Ask { what: Wish::Fresh } => {
                // Only the smaller peer id offers anew, so that two who lost each other do not both.
                if self.us < self.them && epoch >= self.epoch && self.fresh.take(turn.now) {
                    self.epoch = epoch;
                    self.offer(common, turn);
                }
            }
            Letter::Fingerprints { .. }
            | Letter::Ask { what: Wish::Unknown }
            | Letter::Status(_)
            | Letter::Goodbye { .. }
            | Letter::Receipt {}
            | Letter::Unknown => {}
        }
    }

    fn description(
        &mut self,
        epoch: Epoch,
        description: &Description,
        post: &mut Post,
        common: &Common,
        turn: &mut Turn,
    ) {
        if description.kind == DescriptionKind::Offer && self.gives_way(epoch) {
            if !self.fresh.take(turn.now) {
                return;
            }
            // Descriptions and candidates of lost epochs are no longer worth repeating.
            post.withdraw(|old, letter| old <= epoch.0 && about_connections(letter));
            self.replace(epoch, Role::Answerer, common, turn);
        }
        let early = self.early.candidates(epoch);
        let Some(connection) = self.current(epoch) else { return };
        let result = connection.describe(description, common.people, turn);
        if description.kind == DescriptionKind::Offer {
            early.into_iter().for_each(|candidates| connection.remote_candidates(candidates, turn));
        }
        if result.is_err() {
            self.broken(post, common, turn);
        }
    }

    /// Whether an offer of this epoch begins a connection: of two epochs the higher wins, of equal ones the smaller peer id's.
    fn gives_way(&self, epoch: Epoch) -> bool {
        match &self.connection {
            Some(ours) if epoch == self.epoch => ours.role == Role::Offerer && self.them < self.us && ours.untouched(),
            Some(_) => epoch > self.epoch,
            // An epoch they have offered before and that is over stays over, however often its letters are repeated.
            None => epoch > self.epoch || epoch == self.epoch && self.offered,
        }
    }

    fn current(&mut self, epoch: Epoch) -> Option<&mut Connection> {
        self.connection.as_mut().filter(|connection| connection.id.epoch == epoch)
    }

    /// The answer of an op; false if no connection of this tie waits for it.
    pub fn done(&mut self, op: OpId, sdp: Option<&Sdp>, post: &mut Post, common: &Common, turn: &mut Turn) -> bool {
        let answer = self.connection.as_mut().and_then(|connection| connection.done(op, sdp, post, turn));
        self.after(answer, post, common, turn)
    }

    /// An op failed; false if no connection of this tie waits for it.
    pub fn failed(&mut self, op: OpId, post: &mut Post, common: &Common, turn: &mut Turn) -> bool {
        let answer = self.connection.as_mut().and_then(|connection| connection.failed(op, turn));
        self.after(answer, post, common, turn)
    }

    fn after(&mut self, answer: Option<Result<(), Broken>>, post: &mut Post, common: &Common, turn: &mut Turn) -> bool {
        if let Some(Err(Broken)) = answer {
            self.broken(post, common, turn);
        }
        answer.is_some()
    }

    /// News of a connection; those of a dead epoch are dropped.
    pub fn news(&mut self, epoch: Epoch, news: ConnectionNews, post: &mut Post, common: &Common, turn: &mut Turn) {
        let now = turn.now;
        let Some(connection) = self.current(epoch) else { return };
        match news {
            ConnectionNews::Candidate(candidate) => connection.local_candidate(candidate, now),
            ConnectionNews::State(state) => {
                connection.state = (state, now);
                match state {
                    ConnectionState::Connected => self.restarted = false,
                    ConnectionState::Failed | ConnectionState::Closed => self.broken(post, common, turn),
                    ConnectionState::Connecting | ConnectionState::Disconnected => {}
                }
            }
            ConnectionNews::ChannelOpened(channel) => connection.channel_opened(channel, post),
            ConnectionNews::ChannelClosed(channel) => connection.channel_closed(channel, now),
            ConnectionNews::ChannelSaid(Channel::Beats, _) => {
                connection.beat_heard(now);
                let confirmed = connection.confirmed();
                self.life = now;
                if confirmed {
                    self.tried = 0;
                    self.ever_up = true;
                }
            }
            // Letters are opened by the post before they come here; nothing large is sent yet.
            ConnectionNews::ChannelSaid(Channel::Letters | Channel::Bulk, _) => {}
            ConnectionNews::StreamChanged => connection.revision.0 += 1,
            ConnectionNews::FrameDecoded(source) => connection.frame_decoded(source),
            ConnectionNews::Level(_) => {}
        }
    }

    /// The connection will not heal: plan a fresh one, or give up.
    fn broken(&mut self, post: &mut Post, common: &Common, turn: &mut Turn) {
        if let Some(connection) = self.connection.take() {
            connection.close(turn);
        }
        post.withdraw(|_, letter| about_connections(letter));
        self.plan = match FRESH_MS.get(self.tried) {
            Some(wait) => Plan::Again { at: turn.now + *wait, tried: self.tried },
            None => Plan::GivenUp { since: turn.now },
        };
        self.again(post, common, turn);
    }

    /// Makes the planned attempt if it is due: the smaller peer id offers, the other asks for an offer.
    fn again(&mut self, post: &mut Post, common: &Common, turn: &mut Turn) {
        let Plan::Again { at, tried } = self.plan else { return };
        if at > turn.now {
            return;
        }
        self.tried = tried + 1;
        if self.us < self.them {
            self.offer(common, turn);
        } else {
            post.write(self.epoch.0, Letter::Ask { what: Wish::Fresh }, Route::Every, turn.now);
            self.plan = match FRESH_MS.get(self.tried) {
                Some(wait) => Plan::Again { at: turn.now + SEATED_WAIT_MS.max(*wait), tried: self.tried },
                None => Plan::GivenUp { since: turn.now },
            };
        }
    }

    /// A person asks to try again.
    pub fn retry(&mut self, post: &mut Post, common: &Common, turn: &mut Turn) {
        if let Plan::GivenUp { .. } | Plan::Again { .. } = self.plan {
            self.plan = Plan::Again { at: turn.now, tried: 0 };
            self.again(post, common, turn);
        }
    }

    /// A beat is due.
    pub fn beat(&mut self, turn: &mut Turn) {
        if let Some(connection) = &mut self.connection {
            connection.beat(turn);
        }
    }

    /// What we send has changed.
    pub fn send(&mut self, sending: [bool; 4], turn: &mut Turn) {
        if let Some(connection) = &mut self.connection {
            connection.send(sending, turn);
        }
    }

    /// Whether their camera and their screen are on.
    pub fn watch(&mut self, promised: [bool; 2], turn: &mut Turn) {
        if let Some(connection) = &mut self.connection {
            connection.watch(promised, turn);
        }
    }

    /// Does what is due.
    pub fn tick(&mut self, post: &mut Post, common: &Common, turn: &mut Turn) {
        let now = turn.now;
        if let Some(connection) = &mut self.connection {
            let (state, since) = connection.state;
            // Whatever the browser says of it: a connection that cannot prove itself is none.
            let unproven = !connection.confirmed() && now >= connection.born + SETUP_MS;
            let dead = connection.tick(post, turn).is_err() || unproven;
            if dead {
                self.broken(post, common, turn);
            } else if state == ConnectionState::Disconnected && now >= since + HEAL_MS && !self.restarted {
                self.restarted = true;
                match connection.role {
                    Role::Offerer => connection.restart_ice(turn),
                    Role::Answerer => {
                        let epoch = connection.id.epoch.0;
                        post.write(epoch, Letter::Ask { what: Wish::IceRestart }, Route::Every, now);
                    }
                }
            }
        }
        match self.plan {
            Plan::Await { until } if until <= now => {
                self.plan = Plan::Again { at: now, tried: 0 };
                self.again(post, common, turn);
            }
            Plan::Again { .. } => self.again(post, common, turn),
            Plan::Apart | Plan::Await { .. } | Plan::Hold | Plan::GivenUp { .. } => {}
        }
    }

    /// A letter has opened, of whatever kind.
    pub fn lives(&mut self, now: Time) {
        self.life = now;
    }
}
