//! The outbox towards one peer: bundles letters, seals them, asks for receipts, sends again what got none, acts once on what comes in.

use crate::bounds;
use crate::bundle;
use crate::effect::{Command, Effect, LineCommand};
use crate::event::Channel;
use crate::ids::{ConnectionId, LineId};
use crate::letter::{Enclosed, Letter};
use crate::pacing::Pacer;
use crate::sdp::Reach;
use crate::seal::{Layer, Pair, Seen, Window};
use crate::time::{Time, soonest};
use crate::tokens::{Bucket, Rate};
use crate::turn::Turn;
use plenum_shared::frame;
use plenum_shared::ids::Seat;
use std::collections::BTreeMap;

/// Waits before a letter without receipt is sent again, milliseconds; the last one repeats.
const AGAIN_MS: [u64; 3] = [1_000, 2_000, 4_000];
/// A letter without receipt for this long is given up, milliseconds.
const GIVE_UP_MS: u64 = 30_000;
/// Letters that wait for a receipt at most; an honest page has a dozen. Nothing is evicted for one more: see [`Post::full`].
const MAX_PENDING: usize = 256;

/// Acknowledgements one peer is given: an honest page writes a dozen letters at a time. Beyond that none is sent: whoever
/// invents ids has their letters repeated by nobody but themselves.
const ACKNOWLEDGED: Rate = Rate { burst: 256, more: 32, every_ms: 1_000 };

/// Which way a letter takes.
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
pub struct Ways {
    /// Our line, if seated, and their seat.
    pub server: Option<(LineId, Seat)>,
    /// The connection whose letter channel is open.
    pub channel: Option<ConnectionId>,
    /// Another one, while a fresh connection races.
    pub beside: Option<ConnectionId>,
    /// Whether `channel` has proved itself and its beat is young.
    pub trusted: bool,
}

/// One of these ways.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Server(LineId, Seat),
    Channel(ConnectionId),
}

/// A letter that has come in, with the epoch of its envelope.
#[derive(Debug, PartialEq)]
pub struct Arrived {
    /// Of the envelope.
    pub epoch: u32,
    /// What it says.
    pub letter: Letter,
}

struct Pending {
    epoch: u32,
    letter: Letter,
    written: Time,
    tries: usize,
    next: Time,
}

#[derive(Clone)]
struct Outgoing {
    epoch: u32,
    enclosed: Enclosed,
    route: Route,
}

/// The letter box towards one peer. Lives as long as the page: its counters never start again under the same keys.
pub struct Post {
    pair: Pair,
    reach: Reach,
    next_id: u64,
    outgoing: Vec<Outgoing>,
    pending: BTreeMap<u64, Pending>,
    receipts: Vec<u64>,
    acknowledged: Bucket,
    /// Letters that the server does not read yet.
    waiting: Vec<Outgoing>,
    /// Acknowledgements likewise; of too many the newest are left out, which only costs a repetition.
    owed: Vec<u64>,
    seen: Window,
    full: bool,
    /// Bundles that opened but made no sense or broke a bound, for the debug log.
    pub senseless: u32,
    /// Letters dropped for a field past its bound, for the debug log.
    pub unfit: u32,
}

impl Post {
    /// A box over the keys of a pair. `reach`: how far their candidates may send us.
    pub fn new(pair: Pair, reach: Reach) -> Post {
        Post {
            pair,
            reach,
            next_id: 1,
            outgoing: Vec::new(),
            pending: BTreeMap::new(),
            receipts: Vec::new(),
            acknowledged: Bucket::new(ACKNOWLEDGED),
            waiting: Vec::new(),
            owed: Vec::new(),
            seen: Window::default(),
            full: false,
            senseless: 0,
            unfit: 0,
        }
    }

    /// Writes a letter that matters: it is repeated until its receipt comes, for at most 30 s.
    pub fn write(&mut self, epoch: u32, letter: Letter, route: Route, now: Time) {
        if self.pending.len() >= MAX_PENDING {
            self.full = true;
            return;
        }
        let id = self.next_id;
        self.next_id += 1;
        let pending = Pending { epoch, letter: letter.clone(), written: now, tries: 0, next: now + AGAIN_MS[0] };
        self.pending.insert(id, pending);
        self.outgoing.push(Outgoing { epoch, enclosed: Enclosed { id: Some(id), letter }, route });
    }

    /// Writes a letter once, over the data channel only.
    pub fn whisper(&mut self, epoch: u32, letter: Letter) {
        self.outgoing.push(Outgoing { epoch, enclosed: Enclosed { id: None, letter }, route: Route::Channel });
    }

    /// Stops repeating letters for which `stale` says so, because newer ones say more.
    pub fn withdraw(&mut self, stale: impl Fn(u32, &Letter) -> bool) {
        self.pending.retain(|_, pending| !stale(pending.epoch, &pending.letter));
        self.outgoing.retain(|out| !stale(out.epoch, &out.enclosed.letter));
    }

    /// Whether a letter had no room: [`MAX_PENDING`] wait for a receipt. Everything is dropped then, and what the other
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
        for pending in self.pending.values_mut() {
            pending.next = now;
        }
    }

    /// Opens what came in by `layer`. Gives the letters not seen before; nothing for what does not open, which is dropped without a trace on the screen.
    pub fn open(&mut self, sealed: &[u8], layer: Layer, now: Time) -> Option<Vec<Arrived>> {
        let opened = self.pair.open(sealed, layer).ok()?;
        let Ok(bundle) = bundle::read(&opened.body) else {
            self.senseless = self.senseless.saturating_add(1);
            return Some(Vec::new());
        };
        for id in &bundle.receipts {
            self.pending.remove(id);
        }
        let mut arrived = Vec::new();
        for Enclosed { id, letter } in bundle.letters {
            if let Some(id) = id {
                if self.acknowledged.take(now) {
                    owe(&mut self.receipts, id);
                }
                match self.seen.look(id) {
                    Seen::Fresh => self.seen.mark(id),
                    Seen::Before | Seen::TooOld => continue,
                }
            }
            match bounds::admit(letter, self.reach) {
                Some(letter) => arrived.push(Arrived { epoch: opened.epoch, letter }),
                None => self.unfit = self.unfit.saturating_add(1),
            }
        }
        Some(arrived)
    }

    /// Puts letters whose receipt is overdue back into the bag.
    pub fn tick(&mut self, now: Time) {
        self.pending.retain(|_, pending| now.since(pending.written) < GIVE_UP_MS);
        for (id, pending) in &mut self.pending {
            if pending.next <= now {
                pending.tries += 1;
                pending.next = now + AGAIN_MS[pending.tries.min(AGAIN_MS.len() - 1)];
                // A letter written in this very turn is in the bag already.
                if !self.outgoing.iter().any(|out| out.enclosed.id == Some(*id)) {
                    let enclosed = Enclosed { id: Some(*id), letter: pending.letter.clone() };
                    self.outgoing.push(Outgoing { epoch: pending.epoch, enclosed, route: Route::Every });
                }
            }
        }
    }

    /// When the next letter is overdue.
    pub fn deadline(&self) -> Option<Time> {
        self.pending.values().fold(None, |soon, pending| soonest(soon, Some(pending.next)))
    }

    /// Empties the bag: bundles, seals and sends what this turn has written, by the server what the server reads now.
    /// Letters without a way wait for their repetition.
    pub fn flush(&mut self, ways: Ways, pacer: &mut Pacer, turn: &mut Turn) {
        let outgoing = std::mem::take(&mut self.outgoing);
        let receipts = std::mem::take(&mut self.receipts);
        let channel = ways.channel.filter(|_| ways.trusted);
        // The server comes first: what calls off a fresh connection must not be overtaken by beats that prove it.
        self.flush_by_server(&outgoing, &receipts, channel.is_some(), ways.server, pacer, turn);
        for id in [ways.channel, ways.beside].into_iter().flatten() {
            let trusted = channel == Some(id);
            let here: Vec<&Outgoing> = outgoing
                .iter()
                .filter(|out| match out.route {
                    Route::Best | Route::Every => trusted,
                    Route::Channel => out.epoch == id.epoch.0,
                })
                .collect();
            // Receipts are cheap and go every way; a lost one only costs a repetition.
            if trusted || !here.is_empty() {
                self.send(Way::Channel(id), here.into_iter().cloned().collect(), receipts.clone(), None, turn);
            }
        }
    }

    /// What goes by the server, together with what waited for it. `trusted`: a channel carries what is not urgent.
    fn flush_by_server(
        &mut self,
        outgoing: &[Outgoing],
        receipts: &[u64],
        trusted: bool,
        server: Option<(LineId, Seat)>,
        pacer: &mut Pacer,
        turn: &mut Turn,
    ) {
        let by_server = |out: &Outgoing| match out.route {
            Route::Best => !trusted,
            Route::Every => true,
            Route::Channel => false,
        };
        let Some((line, seat)) = server else {
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
        receipts.iter().for_each(|id| owe(&mut owed, *id));
        self.send(Way::Server(line, seat), here, owed, Some(pacer), turn);
    }

    /// Sends by one way, in as many bundles as it takes; what the pacer does not let go waits.
    fn send(
        &mut self,
        way: Way,
        here: Vec<Outgoing>,
        mut receipts: Vec<u64>,
        mut pacer: Option<&mut Pacer>,
        turn: &mut Turn,
    ) {
        let mut here: std::collections::VecDeque<Outgoing> =
            here.into_iter().filter(|out| bundle::size(&out.enclosed).is_some()).collect();
        loop {
            let epoch = here.front().map_or(0, |out| out.epoch);
            let run = here.iter().take_while(|out| out.epoch == epoch).take(bundle::MAX_MESSAGES);
            let letters: Vec<Enclosed> = run.map(|out| out.enclosed.clone()).collect();
            let Some(filled) = bundle::fill(&receipts, &letters) else { return };
            if let Some(pacer) = &mut pacer
                && let Some(bytes) = Layer::Server.message_bytes(filled.body.len())
                && !pacer.take(bytes, turn.now)
            {
                self.waiting = here.into();
                self.owed = receipts;
                return;
            }
            here.drain(..filled.letters);
            receipts.drain(..filled.receipts);
            self.seal(way, epoch, &filled.body, turn);
        }
    }

    fn seal(&mut self, way: Way, epoch: u32, body: &[u8], turn: &mut Turn) {
        let layer = match way {
            Way::Server(..) => Layer::Server,
            Way::Channel(_) => Layer::Channel,
        };
        let Ok(sealed) = self.pair.seal(layer, epoch, body, turn.dice) else { return };
        match way {
            Way::Server(line, seat) => {
                turn.effect(Effect::Line { line, command: LineCommand::Binary(frame::join(seat, &sealed)) });
            }
            Way::Channel(id) => turn.connection(id, Command::Say(Channel::Letters, sealed)),
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
