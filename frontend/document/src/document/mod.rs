//! The document: takes one event at a time, answers with effects, and shows a view.

mod acts;
mod copy;
mod duties;
mod exchange;
mod incoming;
mod marks;
mod offsets;
mod over;
mod reading;
mod signing;
mod views;

use crate::api::counters::Counters;
use crate::api::effect::Effect;
use crate::api::event::{Event, Setup};
use crate::api::view::View;
use crate::base::hash::Draw;
use crate::base::ids::Key;
use crate::base::time::{Time, soonest};
use crate::fold::Folds;
use crate::pads::pad_set::PadSet;
use crate::records::record::Record;
use crate::records::store::{Added, LogId, Store};
use crate::turns::presence::Presence;
use copy::Keeping;
use duties::Duties;
use exchange::Exchange;
use offsets::Offsets;
use over::EmptyRoom;
use reading::Reading;
use signing::Signing;
use views::Views;

/// The room document of one page.
pub struct Document {
    us: Key,
    draw: Draw,
    store: Store,
    folds: Folds,
    pads: PadSet,
    exchange: Exchange,
    offsets: Offsets,
    signing: Signing,
    duties: Duties,
    keeping: Keeping,
    presence: Presence,
    empty_room: EmptyRoom,
    reading: Reading,
    counters: Counters,
    views: Views,
}

/// Sizes only.
impl std::fmt::Debug for Document {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Document({} bytes of records, {:?})", self.store.bytes(), self.counters)
    }
}

impl Document {
    /// A document with what was kept earlier. A copy that cannot be read counts as none. `now` is when it was asked for: its
    /// worker may take a while to load.
    pub fn new(setup: Setup, now: Time) -> Document {
        let mut draw = Draw::new(setup.seed);
        let log = u32::from_le_bytes(draw.bytes());
        let former = setup.resumes.as_ref().map(|(old, _)| *old);
        let came = Time(now.0.saturating_sub(setup.inside_ms));
        let resumes = former.is_some() || setup.cached.is_some();
        let mut document = Document {
            us: setup.us,
            draw,
            store: Store::new(setup.room),
            folds: Folds::default(),
            pads: PadSet::new(setup.us, log),
            exchange: Exchange::default(),
            offsets: Offsets::default(),
            signing: Signing::new(log, setup.resumes),
            duties: Duties::default(),
            keeping: Keeping::default(),
            presence: Presence::new(now),
            empty_room: EmptyRoom::new(setup.empty.then_some(came), now),
            reading: Reading::new(setup.us, former, came, resumes),
            counters: Counters::default(),
            views: Views::default(),
        };
        if let Some(cached) = setup.cached {
            document.restore(&cached, now);
        }
        document
    }

    /// What an event leads to.
    pub fn handle(&mut self, event: Event, now: Time) -> Vec<Effect> {
        let mut effects = Vec::new();
        match event {
            Event::Came(peer) => self.exchange.came(peer),
            Event::Went(peer) => {
                self.exchange.went(&peer);
                self.pads.cursors.forget(&peer);
            }
            Event::Resynchronise(peer) => self.exchange.resynchronise(peer),
            Event::Ready(peer) => self.exchange.ready(&peer),
            Event::Bytes { from, bytes } => self.bytes(from, &bytes, now, &mut effects),
            Event::Signed { op, signature } => self.signed(op, &signature, now, &mut effects),
            Event::Present(people) => {
                self.presence.tell(people.into_iter().collect(), now);
            }
            Event::Act(act) => self.act(act, now, &mut effects),
            Event::Merge { bytes } => self.merge(&bytes, now, &mut effects),
            Event::Resumes { of, signature } => self.signing.resume(of, signature),
            Event::Flush if self.keeping.deadline().is_some() => self.flush(now, &mut effects),
            Event::Flush => {}
            Event::Tick => {}
        }
        self.tick(now, &mut effects);
        effects
    }

    /// The end of every event: what is due, what follows, what can be sent.
    fn tick(&mut self, now: Time, effects: &mut Vec<Effect>) {
        let clocks = self.exchange.peers.values().filter_map(|peer| peer.clock.ahead_ms());
        self.offsets.follow(clocks, now);
        self.presence.look(now);
        self.claim();
        self.do_duties(now);
        self.ask_signature(now, effects);
        self.retry_waiting(now, effects);
        // Invariant: text travels after a record of its author, so that everybody can tell whose it is.
        if self.store.count(&self.log()) > 0 {
            for (pad, updates) in self.pads.take_outgoing(now) {
                self.exchange.changed(now);
                self.exchange.owe_updates(pad, updates);
            }
        }
        if self.pads.keep_versions(now) {
            self.keeping.touch(now);
        }
        self.keep_if_due(now, effects);
        self.send(now, effects);
    }

    /// When [`Event::Tick`] is due at the latest.
    pub fn deadline(&self) -> Option<Time> {
        let of_parts = [
            self.pads.deadline(self.store.count(&self.log()) > 0),
            self.exchange.deadline(),
            self.offsets.deadline(),
            self.signing.deadline(),
            self.presence.deadline(),
            self.duties.deadline(),
            self.keeping.deadline(),
        ];
        of_parts.into_iter().fold(None, soonest)
    }

    /// What there is to see. Slices whose revision is the same as before are the same.
    pub fn view(&mut self) -> View {
        self.make_views()
    }

    /// Our log of this start.
    fn log(&self) -> LogId {
        (self.us, self.signing.log())
    }

    /// Takes a record in, whoever it came from. `trusted`: its signature was checked before.
    fn add(&mut self, record: Record, trusted: bool, now: Time) -> Added {
        let added = self.store.add(record.clone(), trusted);
        match &added {
            Added::Appended => {}
            Added::Replaced(old) => {
                self.counters.forks += 1;
                self.folds.remove(old);
            }
            Added::Known | Added::Lost | Added::Gap | Added::Forged | Added::Full => return added,
        }
        self.folds.insert(&record, self.store.room());
        self.pads.authors.know(record.head.author, record.head.log);
        if record.head.kind == PADS_KIND {
            for pad in self.folds.pads.state().pads() {
                self.pads.make(pad.id);
            }
            self.exchange.retry = true;
        }
        self.empty_room.added(now);
        self.keeping.touch(now);
        self.exchange.changed(now);
        added
    }
}

/// The kind of the records of pads, as [`crate::records::content::Content::kind`] has it.
const PADS_KIND: u16 = 7;
