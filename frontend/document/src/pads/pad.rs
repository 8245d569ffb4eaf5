//! One pad: a text that all write at once (yrs), a mirror of it in UTF-16, and the versions that an editor counts.
//!
//! Each pad is a yrs document of its own with one text: so no item of one pad can name one of another as its neighbour, and
//! every pad has its own bounds.

use crate::api::act::Change;
use crate::base::hash::{prefix, sha256};
use crate::base::time::Time;
use crate::base::untrusted_text::utf16_len;
use crate::pads::cursors::Place;
use crate::pads::history::History;
use crate::pads::patches;
use crate::pads::update_reader::{CLIENT_BITS, CLIENTS, Halves, Known, ROOT, Unfit, read};
use std::cell::RefCell;
use std::rc::Rc;
use yrs::types::text::YChange;
use yrs::updates::decoder::Decode;
use yrs::updates::encoder::Encode;
use yrs::{
    Any, Assoc, ClientID, Doc, ID, IndexScope, IndexedSequence, Observable, OffsetKind, Options, Out, ReadTxn,
    Snapshot, StateVector, StickyIndex, Text, TextRef, Transact, Update,
};

/// Longest text, UTF-16 units: five times the 200 KB that have to stay fast.
pub const TEXT_UNITS: usize = 1 << 20;
/// Largest state, bytes as an update: the longest text, typed and rewritten twice, with what was deleted.
pub const STATE_BYTES: usize = 4 * 1024 * 1024;
/// Own edits go out at once, or with all that follow in so long after those before, milliseconds: two frames.
pub const COALESCE_MS: u64 = 30;
/// Marks the transactions of this page, which alone it can take back.
const OWN: &str = "own";
/// Marks those of others.
const REMOTE: &str = "remote";

/// What yrs said of a transaction.
#[derive(Default)]
struct Observed {
    changes: Vec<Change>,
    updates: Vec<Vec<u8>>,
    own: bool,
    /// The changes are known already: yrs walks the whole text to tell them.
    known: bool,
}

/// A change of the text, to be told to an editor.
pub struct Patched {
    /// The version after it.
    pub version: u64,
    /// The changes.
    pub changes: Vec<Change>,
    /// The clients whose text came in.
    pub clients: Vec<u64>,
}

/// Why an edit is not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoEdit {
    /// It is of a version that is over.
    Stale,
    /// It fits no text, or the pad is full.
    Unfit,
}

/// A pad.
pub struct Pad {
    // Before the document: it lets go of its observers when dropped.
    history: History,
    doc: Doc,
    text: TextRef,
    observed: Rc<RefCell<Observed>>,
    client: u64,
    units: Vec<u16>,
    /// Edits to what is over are known by it, so no other opening has the same, nor another worker.
    version: u64,
    /// Own updates that were not sent yet, until when they wait for more, and when others were sent last.
    outgoing: Vec<Vec<u8>>,
    send_at: Option<Time>,
    sent_at: Time,
    /// Bytes of the state, at least.
    weight: usize,
    /// Second halves of pairs, which nobody may point at.
    halves: Halves,
    /// The digest of what is deleted, while nothing has changed.
    deleted: RefCell<Option<[u8; 8]>>,
    /// An editor has it open.
    open: bool,
}

impl Pad {
    /// An empty one, to be written under a client id.
    pub fn new(client: u64) -> Pad {
        let mut options = Options::with_guid_and_client_id("pad".into(), ClientID::new(client));
        options.offset_kind = OffsetKind::Utf16;
        let doc = Doc::with_options(options);
        let text = doc.get_or_insert_text(ROOT);
        let observed = Rc::new(RefCell::new(Observed::default()));
        let (patches, updates) = (observed.clone(), observed.clone());
        text.observe("patch", move |txn, event| {
            let mut observed = patches.borrow_mut();
            if !observed.known {
                observed.changes = patches::from_delta(event.delta(txn));
            }
        });
        // Cannot fail: nobody else holds the document yet.
        let _ = doc.observe_update_v1("update", move |_, event| {
            let mut observed = updates.borrow_mut();
            if observed.own {
                observed.updates.push(event.update.clone());
            }
        });
        let history = History::new(&doc, &text, OWN);
        Pad {
            history,
            doc,
            text,
            observed,
            client,
            units: Vec::new(),
            // Each worker has its own client id. By half of it there is room to count in what a script holds exactly.
            version: client / 2,
            outgoing: Vec::new(),
            send_at: None,
            sent_at: Time(0),
            weight: 0,
            halves: Halves::default(),
            deleted: RefCell::new(None),
            open: false,
        }
    }

    /// Its text.
    pub fn text(&self) -> String {
        String::from_utf16_lossy(&self.units)
    }

    /// Its length, UTF-16 units.
    pub fn len(&self) -> u32 {
        self.units.len() as u32
    }

    /// Whether nothing stands in it.
    pub fn is_empty(&self) -> bool {
        self.units.is_empty()
    }

    /// Its version: another one whenever the text has changed here, or an editor has opened it.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// An editor opens it. What it has pushed before and was not made until now is of a version that is over.
    pub fn open(&mut self) {
        self.open = true;
        self.version += 1;
    }

    /// The editor is gone.
    pub fn shut(&mut self) {
        self.open = false;
    }

    /// Whether an editor has it open.
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// Whether there is something of one's own to take back, and to make again.
    pub fn undoable(&self) -> [bool; 2] {
        self.history.undoable()
    }

    /// Carries out an own change: what it did to the text, and what has to be sent.
    fn own(&mut self, now: Time, act: impl FnOnce(&mut Pad)) -> Option<Patched> {
        self.history.tell(now);
        self.observed.borrow_mut().own = true;
        act(self);
        let observed = std::mem::take(&mut *self.observed.borrow_mut());
        if !observed.updates.is_empty() {
            self.weight += observed.updates.iter().map(Vec::len).sum::<usize>();
            for update in &observed.updates {
                // What we wrote ourselves builds upon what there is; only its halves are asked for.
                let known = Known { clocks: &|_| u32::MAX, halves: &Halves::default(), own: None };
                if let Ok(contents) = read(update, &known) {
                    self.halves.extend(contents.halves);
                }
            }
            self.outgoing.extend(observed.updates);
            // A clock that was set back holds up nothing.
            let at = (self.sent_at + COALESCE_MS).clamp(now, now + COALESCE_MS);
            self.send_at = self.send_at.or(Some(at));
            self.deleted.replace(None);
        }
        self.patched(observed.changes, vec![self.client])
    }

    fn patched(&mut self, changes: Vec<Change>, clients: Vec<u64>) -> Option<Patched> {
        if changes.is_empty() {
            return None;
        }
        patches::apply(&changes, &mut self.units);
        self.version += 1;
        Some(Patched { version: self.version, changes, clients })
    }

    fn has_room(&mut self, units: usize, bytes: usize) -> bool {
        if self.weight + bytes > STATE_BYTES {
            self.weight = self.state(&[]).len();
        }
        self.units.len() + units <= TEXT_UNITS && self.weight + bytes <= STATE_BYTES
    }

    /// Makes an editor's changes to a version.
    ///
    /// # Errors
    /// [`NoEdit`].
    pub fn edit(&mut self, version: u64, changes: &[Change], now: Time) -> Result<Option<Patched>, NoEdit> {
        if version != self.version {
            return Err(NoEdit::Stale);
        }
        let units = changes.iter().map(|change| utf16_len(&change.insert) as usize).fold(0, usize::saturating_add);
        if !patches::fit(changes, &self.units) || !self.has_room(units, units) {
            return Err(NoEdit::Unfit);
        }
        let patched = self.own(now, |pad| {
            let mut observed = pad.observed.borrow_mut();
            observed.known = true;
            observed.changes = changes.to_vec();
            observed.changes.retain(|change| change.from < change.to || !change.insert.is_empty());
            drop(observed);
            let mut txn = pad.doc.transact_mut_with(OWN);
            for change in changes.iter().rev() {
                if change.from < change.to {
                    pad.text.remove_range(&mut txn, change.from, change.to - change.from);
                }
                pad.text.insert(&mut txn, change.from, &change.insert);
            }
        });
        self.history.edited(changes, now);
        Ok(patched)
    }

    /// What is edited next is taken back by itself.
    pub fn end_step(&mut self) {
        self.history.end_step();
    }

    /// Takes back the last own edits, or makes them again.
    pub fn undo(&mut self, again: bool, now: Time) -> Option<Patched> {
        self.own(now, |pad| pad.history.undo(again))
    }

    /// Takes an update of others in.
    ///
    /// # Errors
    /// [`Unfit`].
    pub fn apply(&mut self, bytes: &[u8]) -> Result<Option<Patched>, Unfit> {
        if bytes.len() > STATE_BYTES {
            return Err(Unfit::Broken);
        }
        let known = self.doc.transact().state_vector();
        let clocks = |client| known.get(&ClientID::new(client));
        let mut contents = read(bytes, &Known { clocks: &clocks, halves: &self.halves, own: Some(self.client) })?;
        let strangers = contents.clients.keys().filter(|client| !known.contains_client(&ClientID::new(**client)));
        let strangers = strangers.count();
        // What is known already needs no room.
        if strangers > 0 && known.len() + strangers > CLIENTS
            || contents.bytes > 0 && !self.has_room(contents.units, contents.bytes)
        {
            return Err(Unfit::Broken);
        }
        let update = Update::decode_v1(bytes).map_err(|_| Unfit::Broken)?;
        {
            let mut txn = self.doc.transact_mut_with(REMOTE);
            txn.apply_update(update).map_err(|_| Unfit::Broken)?;
        }
        self.weight += contents.bytes;
        self.halves.extend(std::mem::take(&mut contents.halves));
        self.deleted.replace(None);
        let observed = std::mem::take(&mut *self.observed.borrow_mut());
        let clients = contents.clients.into_iter();
        let clients = clients.filter(|(client, (_, to))| *to > known.get(&ClientID::new(*client)));
        Ok(self.patched(observed.changes, clients.map(|(client, _)| client).collect()))
    }

    /// Own updates that have waited long enough.
    pub fn take_outgoing(&mut self, now: Time) -> Vec<Vec<u8>> {
        if self.send_at.is_none_or(|at| at > now) {
            return Vec::new();
        }
        self.send_at = None;
        self.sent_at = now;
        std::mem::take(&mut self.outgoing)
    }

    /// When own updates have waited long enough.
    pub fn deadline(&self) -> Option<Time> {
        self.send_at
    }

    /// How much there is of each client.
    pub fn clocks(&self) -> Vec<(u64, u32)> {
        let mut clocks: Vec<(u64, u32)> =
            self.doc.transact().state_vector().iter().map(|(client, clock)| (client.get(), *clock)).collect();
        clocks.sort_unstable();
        clocks
    }

    /// How much there is of these clients.
    pub fn clocks_of(&self, clients: &[u64]) -> Vec<(u64, u32)> {
        let known = self.doc.transact().state_vector();
        clients.iter().map(|client| (*client, known.get(&ClientID::new(*client)))).collect()
    }

    /// A digest of what is deleted.
    pub fn deleted(&self) -> [u8; 8] {
        *self.deleted.borrow_mut().get_or_insert_with(|| {
            let snapshot = self.doc.transact().snapshot();
            prefix(sha256("plenum pad deleted v1", &[&snapshot.delete_set.encode_v1()]))
        })
    }

    /// What somebody lacks who has so much of each client, and all that is deleted.
    pub fn state(&self, clocks: &[(u64, u32)]) -> Vec<u8> {
        let mut has = StateVector::default();
        for (client, clock) in clocks.iter().filter(|(client, _)| client >> CLIENT_BITS == 0) {
            has.set_max(ClientID::new(*client), *clock);
        }
        self.doc.transact().encode_diff_v1(&has)
    }

    /// Who wrote what: lengths in UTF-16 units, and clients.
    pub fn runs(&self) -> Vec<(u32, u64)> {
        let mut txn = self.doc.transact_mut_with("look");
        // Beside an empty document everything was added, and what was added tells by whom.
        let (now, nothing) = (txn.snapshot(), Snapshot::default());
        let pieces = self.text.diff_range(&mut txn, Some(&now), Some(&nothing), |change: YChange| change.id);
        let mut runs: Vec<(u32, u64)> = Vec::new();
        for piece in pieces {
            let client = piece.ychange.map_or(0, |id| id.client.get());
            // Nothing but text gets past the strict reader.
            let Out::Any(Any::String(text)) = piece.insert else { continue };
            let len = utf16_len(&text);
            match runs.last_mut() {
                Some((last, of)) if *of == client => *last += len,
                _ => runs.push((len, client)),
            }
        }
        runs
    }

    /// A place that moves with the text.
    pub fn place(&self, at: u32) -> Place {
        let txn = self.doc.transact();
        let index = self.text.sticky_index(&txn, at.min(self.len()), Assoc::After);
        match index.as_ref().map(StickyIndex::scope) {
            Some(IndexScope::Relative(id)) => Place::Before { client: id.client.get(), clock: id.clock },
            _ => Place::End,
        }
    }

    /// Where such a place is now; nothing if it is in no text that is known.
    pub fn offset(&self, place: &Place) -> Option<u32> {
        let Place::Before { client, clock } = *place else { return Some(self.len()) };
        if client >> CLIENT_BITS != 0 {
            return None;
        }
        let txn = self.doc.transact();
        let index = StickyIndex::from_id(ID::new(ClientID::new(client), clock), Assoc::After);
        index.get_offset(&txn).map(|offset| offset.index.min(self.len()))
    }
}
