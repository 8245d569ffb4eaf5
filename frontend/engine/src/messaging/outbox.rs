//! The outbox towards one peer: bundles messages, seals them, asks for acknowledgements, sends again what got none, acts once on what comes in.

use crate::api::context::Context;
use crate::api::effect::{Command, Effect, SocketCommand};
use crate::api::event::Channel;
use crate::base::ids::{ConnectionId, SocketId};
use crate::base::time::{Time, soonest};
use crate::base::token_bucket::{Bucket, Rate};
use crate::crypto::sealing::{Opened, Pair, Path, Seen, Window};
use crate::messaging::bounds;
use crate::messaging::bundle;
use crate::messaging::fragment::{self, Fragment};
use crate::messaging::message::{BundleEntry, PeerMessage, Purpose};
use crate::messaging::pacing::Pacer;
use crate::sdp::Reach;
use litemap::LiteMap;
use plenum_shared::frame;
use plenum_shared::ids::Seat;

/// Waits before a message without acknowledgement is sent again, milliseconds; the last one repeats.
const AGAIN_MS: [u64; 3] = [1_000, 2_000, 4_000];
/// Whoever leaves a message without acknowledgement for this long, milliseconds, does not answer: it was sent three times by then.
const UNACKNOWLEDGED_MS: u64 = 5_000;
/// A message without acknowledgement for this long is given up, milliseconds.
const GIVE_UP_MS: u64 = 30_000;
/// Messages that wait to be acknowledged at most; an honest page has a dozen. Nothing is evicted for one more: see [`Outbox::full`].
const MAX_PENDING: usize = 256;

/// Acknowledgements one peer is given: an honest page writes a dozen messages at a time. Beyond that none is sent: whoever
/// invents ids has their messages repeated by nobody but themselves.
const ACKNOWLEDGED: Rate = Rate { burst: 256, more: 32, every_ms: 1_000 };

/// Which way a message takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// The data channel while it is trusted, else the server.
    Best,
    /// Every way there is: what heals a connection cannot rely on it.
    Every,
    /// Only the data channel of the connection of its epoch, trusted or not yet.
    Channel,
}

/// The ways that are open towards a peer right now.
#[derive(Clone, Copy, Debug, Default)]
pub struct Transports {
    /// Our socket, if seated, and their seat.
    pub server: Option<(SocketId, Seat)>,
    /// The connection whose message channel is open.
    pub channel: Option<ConnectionId>,
    /// Another one, while a fresh connection is pending.
    pub beside: Option<ConnectionId>,
    /// Whether `channel` has proved itself and its heartbeat is young.
    pub trusted: bool,
}

/// One of these ways.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Server(SocketId, Seat),
    Channel(ConnectionId),
}

/// A message that has come in, with the epoch of its sealed message.
#[derive(Debug, PartialEq)]
pub struct Arrived {
    /// Of the sealed message.
    pub epoch: u32,
    /// What it says.
    pub message: PeerMessage,
}

struct Pending {
    epoch: u32,
    message: PeerMessage,
    written: Time,
    tries: usize,
    next: Time,
}

#[derive(Clone)]
struct Outgoing {
    epoch: u32,
    enclosed: BundleEntry,
    route: Route,
}

/// The outbox towards one peer. Lives as long as the page: its counters never start again under the same keys.
pub struct Outbox {
    pair: Pair,
    reach: Reach,
    next_id: u64,
    outgoing: Vec<Outgoing>,
    pending: LiteMap<u64, Pending>,
    acks: Vec<u64>,
    acknowledged: Bucket,
    /// Messages that the server does not read yet.
    waiting: Vec<Outgoing>,
    /// Acknowledgements likewise; of too many the newest are left out, which only costs a repetition.
    owed: Vec<u64>,
    seen: Window,
    full: bool,
    /// Bundles that opened but made no sense or broke a bound, for the debug log.
    pub senseless: u32,
    /// Messages dropped for a field past its bound, for the debug log.
    pub unfit: u32,
}

impl Outbox {
    /// An outbox over the keys of a pair. `reach`: how far their candidates may send us.
    pub fn new(pair: Pair, reach: Reach) -> Outbox {
        Outbox {
            pair,
            reach,
            next_id: 1,
            outgoing: Vec::new(),
            pending: LiteMap::new(),
            acks: Vec::new(),
            acknowledged: Bucket::new(ACKNOWLEDGED),
            waiting: Vec::new(),
            owed: Vec::new(),
            seen: Window::default(),
            full: false,
            senseless: 0,
            unfit: 0,
        }
    }

    /// Writes a message that matters: it is repeated until its acknowledgement comes, for at most 30 s.
    pub fn write(&mut self, epoch: u32, message: impl Into<PeerMessage>, route: Route, now: Time) {
        let message = message.into();
        if self.pending.len() >= MAX_PENDING {
            self.full = true;
            return;
        }
        let id = self.next_id;
        self.next_id += 1;
        let pending = Pending { epoch, message: message.clone(), written: now, tries: 0, next: now + AGAIN_MS[0] };
        self.pending.insert(id, pending);
        self.outgoing.push(Outgoing { epoch, enclosed: BundleEntry { id: Some(id), message }, route });
    }

    /// The same. What says how things are now takes the place of an older one of its kind that still waits.
    pub fn write_latest(&mut self, message: impl Into<PeerMessage>, route: Route, now: Time) {
        let message = message.into();
        self.withdraw(|_, older| message.supersedes(older));
        self.write(0, message, route, now);
    }

    /// Writes a message once, over the data channel only.
    pub fn whisper(&mut self, epoch: u32, message: impl Into<PeerMessage>) {
        let message = message.into();
        self.outgoing.push(Outgoing { epoch, enclosed: BundleEntry { id: None, message }, route: Route::Channel });
    }

    /// Stops repeating messages for which `stale` says so, because newer ones say more.
    pub fn withdraw(&mut self, stale: impl Fn(u32, &PeerMessage) -> bool) {
        self.pending.retain(|_, pending| !stale(pending.epoch, &pending.message));
        self.outgoing.retain(|out| !stale(out.epoch, &out.enclosed.message));
    }

    /// Whether they have left a message unanswered for long.
    pub fn unacknowledged(&self, now: Time) -> bool {
        self.pending.values().any(|pending| now.since(pending.written) >= UNACKNOWLEDGED_MS)
    }

    /// Whether a message had no room: [`MAX_PENDING`] wait to be acknowledged. Everything is dropped then, and what the other
    /// side must know has to be said anew.
    pub fn full(&mut self) -> bool {
        let full = std::mem::take(&mut self.full);
        if full {
            self.withdraw(|_, _| true);
        }
        full
    }

    /// A way has opened: what waits is sent at once.
    pub fn hasten(&mut self, now: Time) {
        for (_, pending) in &mut self.pending {
            pending.next = now;
        }
    }

    /// Opens what came in by `path`. Gives the messages not seen before; nothing for what does not open, which is dropped silently.
    pub fn open(&mut self, sealed: &[u8], path: Path, now: Time) -> Option<Vec<Arrived>> {
        let opened = self.pair.open(sealed, path).ok()?;
        Some(self.take_in(&opened, now))
    }

    /// Opens what came in by the bulk channel; `None` likewise, and no fragments for what opens and is none.
    pub fn open_bulk(&mut self, sealed: &[u8]) -> Option<Vec<Fragment>> {
        let opened = self.pair.open(sealed, Path::Channel).ok()?;
        let fragments = fragment::read(&opened.body);
        self.senseless = self.senseless.saturating_add(u32::from(fragments.is_none()));
        Some(fragments.unwrap_or_default())
    }

    /// Seals fragments and sends them by the bulk channel.
    pub fn send_bulk(&mut self, by: ConnectionId, body: &[u8], cx: &mut Context) {
        if let Ok(sealed) = self.pair.seal(Path::Channel, by.epoch.0, body, cx.rng) {
            cx.connection(by, Command::Say(Channel::Bulk, sealed));
        }
    }

    fn take_in(&mut self, opened: &Opened, now: Time) -> Vec<Arrived> {
        let Ok(bundle) = bundle::read(&opened.body) else {
            self.senseless = self.senseless.saturating_add(1);
            return Vec::new();
        };
        for id in &bundle.acks {
            self.pending.remove(id);
        }
        let mut arrived = Vec::new();
        for BundleEntry { id, message } in bundle.messages {
            if let Some(id) = id {
                if self.acknowledged.take(now) {
                    owe(&mut self.acks, id);
                }
                match self.seen.look(id) {
                    Seen::Fresh => self.seen.mark(id),
                    Seen::Before | Seen::TooOld => continue,
                }
            }
            match bounds::admit(message, self.reach) {
                Some(message) => arrived.push(Arrived { epoch: opened.epoch, message }),
                None => self.unfit = self.unfit.saturating_add(1),
            }
        }
        arrived
    }

    /// Puts messages whose acknowledgement is overdue back among those that go out.
    pub fn tick(&mut self, now: Time) {
        self.pending.retain(|_, pending| now.since(pending.written) < GIVE_UP_MS);
        for (id, pending) in &mut self.pending {
            if pending.next <= now {
                pending.tries += 1;
                pending.next = now + AGAIN_MS[pending.tries.min(AGAIN_MS.len() - 1)];
                // A message written in this very event is among them already.
                if !self.outgoing.iter().any(|out| out.enclosed.id == Some(*id)) {
                    let enclosed = BundleEntry { id: Some(*id), message: pending.message.clone() };
                    self.outgoing.push(Outgoing { epoch: pending.epoch, enclosed, route: Route::Every });
                }
            }
        }
    }

    /// When the next message is overdue.
    pub fn deadline(&self) -> Option<Time> {
        self.pending.values().fold(None, |soon, pending| soonest(soon, Some(pending.next)))
    }

    /// Sends what there is: bundles, seals and sends what this event has written, by the server what the server reads now.
    /// Messages without a way wait for their repetition.
    pub fn flush(&mut self, ways: Transports, pacer: &mut Pacer, cx: &mut Context) {
        let outgoing = std::mem::take(&mut self.outgoing);
        let acks = std::mem::take(&mut self.acks);
        let channel = ways.channel.filter(|_| ways.trusted);
        // The server comes first: what calls off a fresh connection must not be overtaken by heartbeats that prove it.
        self.flush_by_server(&outgoing, &acks, channel.is_some(), ways.server, pacer, cx);
        for id in [ways.channel, ways.beside].into_iter().flatten() {
            let trusted = channel == Some(id);
            let here: Vec<&Outgoing> = outgoing
                .iter()
                .filter(|out| match out.route {
                    Route::Best | Route::Every => trusted,
                    Route::Channel => out.epoch == id.epoch.0,
                })
                .collect();
            // Acknowledgements are cheap and go every way; a lost one only costs a repetition.
            if trusted || !here.is_empty() {
                self.send(Way::Channel(id), here.into_iter().cloned().collect(), acks.clone(), None, cx);
            }
        }
    }

    /// What goes by the server, together with what waited for it. `trusted`: a channel carries what is not urgent.
    fn flush_by_server(
        &mut self,
        outgoing: &[Outgoing],
        acks: &[u64],
        trusted: bool,
        server: Option<(SocketId, Seat)>,
        pacer: &mut Pacer,
        cx: &mut Context,
    ) {
        let by_server = |out: &Outgoing| match out.route {
            Route::Best => !trusted,
            Route::Every => true,
            Route::Channel => false,
        };
        let Some((socket, seat)) = server else {
            self.waiting.clear();
            self.owed.clear();
            return;
        };
        // What was acknowledged, withdrawn or given up while it waited is not sent any more.
        let mut here = std::mem::take(&mut self.waiting);
        here.retain(|out| out.enclosed.id.is_none_or(|id| self.pending.contains_key(&id)));
        let waited: Vec<Option<u64>> = here.iter().map(|out| out.enclosed.id).collect();
        here.extend(outgoing.iter().filter(|out| by_server(out) && !waited.contains(&out.enclosed.id)).cloned());
        let mut owed = std::mem::take(&mut self.owed);
        acks.iter().for_each(|id| owe(&mut owed, *id));
        // What is shown while it is being written takes only what all else leaves: keys are many, and a connection waits for nobody.
        let (live, here) = here.into_iter().partition(|out| out.enclosed.message.purpose() == Purpose::LiveText);
        self.send(Way::Server(socket, seat), here, owed, Some(pacer), cx);
        match live {
            live if live.is_empty() => {}
            live if self.waiting.is_empty() && pacer.spare(cx.now) => {
                self.send(Way::Server(socket, seat), live, Vec::new(), Some(pacer), cx);
            }
            live => self.waiting.extend(live),
        }
    }

    /// Sends by one way, in as many bundles as it takes; what the pacer does not let go waits.
    fn send(
        &mut self,
        way: Way,
        here: Vec<Outgoing>,
        mut acks: Vec<u64>,
        mut pacer: Option<&mut Pacer>,
        cx: &mut Context,
    ) {
        let mut here: std::collections::VecDeque<Outgoing> =
            here.into_iter().filter(|out| bundle::size(&out.enclosed).is_some()).collect();
        loop {
            let epoch = here.front().map_or(0, |out| out.epoch);
            let run = here.iter().take_while(|out| out.epoch == epoch).take(bundle::MAX_MESSAGES);
            let messages: Vec<BundleEntry> = run.map(|out| out.enclosed.clone()).collect();
            let Some(filled) = bundle::fill(&acks, &messages) else { return };
            if let Some(pacer) = &mut pacer
                && let Some(bytes) = Path::Server.message_bytes(filled.body.len())
                && !pacer.take(bytes, cx.now)
            {
                self.waiting = here.into();
                self.owed = acks;
                return;
            }
            here.drain(..filled.messages);
            acks.drain(..filled.acks);
            self.seal(way, epoch, &filled.body, cx);
        }
    }

    fn seal(&mut self, way: Way, epoch: u32, body: &[u8], cx: &mut Context) {
        let path = match way {
            Way::Server(..) => Path::Server,
            Way::Channel(_) => Path::Channel,
        };
        let Ok(sealed) = self.pair.seal(path, epoch, body, cx.rng) else { return };
        match way {
            Way::Server(socket, seat) => {
                cx.effect(Effect::Socket { socket, command: SocketCommand::Binary(frame::join(seat, &sealed)) });
            }
            Way::Channel(id) => cx.connection(id, Command::Say(Channel::Messages, sealed)),
        }
    }
}

/// Notes an acknowledgement once, and no more of them than one bundle holds.
fn owe(owed: &mut Vec<u64>, id: u64) {
    if owed.len() < bundle::MAX_ACKNOWLEDGEMENTS && !owed.contains(&id) {
        owed.push(id);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
