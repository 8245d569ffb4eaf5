//! The note as it stays on this device, sealed, for whoever cannot even reach the server the next time.
//!
//! It is read when somebody comes in or does not get through, and saved while they are in.

use crate::api::context::Context;
use crate::api::effect::Effect;
use crate::api::note::Note;
use crate::api::storage::{KeptCopy, StoreCommand, Stored};
use crate::base::ids::OpId;
use crate::base::time::{Time, soonest};
use crate::crypto::kept_note;
use crate::room::membership::Membership;

/// An op that is not answered counts as failed after so long, milliseconds: some browsers never answer.
const ANSWER_MS: u64 = 15_000;

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Loading {
    #[default]
    Unasked,
    Asked(OpId, Time),
    /// There is no more to wait for. What comes late even so is as good.
    Over(Option<OpId>),
}

impl Loading {
    fn awaits(self, op: OpId) -> bool {
        matches!(self, Loading::Asked(own, _) | Loading::Over(Some(own)) if own == op)
    }
}

/// A save under way.
struct Saving {
    op: OpId,
    replaces: Vec<KeptCopy>,
    until: Time,
}

/// What is kept.
#[derive(Default)]
pub struct Kept {
    loading: Loading,
    /// As they were found, and not opened yet.
    sealed: Vec<Vec<u8>>,
    /// What the next save takes the place of.
    stored: Vec<KeptCopy>,
    saving: Option<Saving>,
    /// A save that was not answered in time, and may still be.
    late: Option<OpId>,
    /// What was saved in this visit, which renews its days.
    saved: Note,
}

impl Kept {
    /// Asks for what was kept earlier, once.
    pub fn load(&mut self, membership: &Membership, cx: &mut Context) {
        if membership.keeps && self.loading == Loading::Unasked {
            let op = cx.op();
            cx.effect(Effect::Store { op, command: StoreCommand::Load(membership.keys.plan_b_name()) });
            self.loading = Loading::Asked(op, cx.now + ANSWER_MS);
        }
    }

    /// Waits no longer for what is not answered, and forgets what is forgotten on this device.
    pub fn tick(&mut self, membership: &Membership, now: Time) {
        if let Loading::Asked(op, until) = self.loading
            && until <= now
        {
            self.loading = Loading::Over(Some(op));
        }
        if let Some(saving) = self.saving.take_if(|saving| saving.until <= now) {
            self.late = Some(saving.op);
        }
        // A save that was on its way meanwhile is forgotten by whoever forgets (`document/shelf.rs`).
        if !membership.keeps {
            self.stored.clear();
            self.saved = Note::default();
        }
    }

    /// When something has not been answered for too long.
    pub fn deadline(&self) -> Option<Time> {
        let loading = if let Loading::Asked(_, until) = self.loading { Some(until) } else { None };
        soonest(loading, self.saving.as_ref().map(|saving| saving.until))
    }

    /// What came of an op; gives what was found.
    pub fn stored<'a>(&mut self, op: OpId, what: &'a Stored) -> Option<&'a [(KeptCopy, Vec<u8>)]> {
        match what {
            Stored::Copies(copies) if self.loading.awaits(op) => {
                self.loading = Loading::Over(None);
                return Some(copies);
            }
            Stored::Saved(kept) => {
                if let Some(saving) = self.saving.take_if(|saving| saving.op == op) {
                    self.stored.retain(|copy| !saving.replaces.contains(copy));
                    self.stored.push(*kept);
                } else if self.late.take_if(|late| *late == op).is_some() {
                    // An edition of before, of which the next one takes the place.
                    self.stored.push(*kept);
                }
            }
            // It is tried again with the next edition.
            Stored::Full | Stored::Unavailable => _ = self.failed(op),
            // Of others.
            Stored::Copies(_) | Stored::Forgotten | Stored::Listed { .. } => {}
        }
        None
    }

    /// Nothing came of an op; true if it was one of ours.
    pub fn failed(&mut self, op: OpId) -> bool {
        let loading = self.loading.awaits(op);
        if loading {
            self.loading = Loading::Over(None);
        }
        let late = self.late.take_if(|own| *own == op).is_some();
        loading || late || self.saving.take_if(|saving| saving.op == op).is_some()
    }

    /// Takes over what was found.
    pub fn found(&mut self, copies: &[(KeptCopy, Vec<u8>)]) {
        self.stored.extend(copies.iter().map(|(kept, _)| *kept));
        self.sealed.extend(copies.iter().map(|(_, sealed)| sealed.clone()));
    }

    /// The notes among what was found, once; what nobody can open is passed over.
    pub fn opened(&mut self, membership: &Membership) -> Vec<Note> {
        let sealed = std::mem::take(&mut self.sealed);
        sealed.iter().filter_map(|sealed| kept_note::open(&membership.keys, sealed)).collect()
    }

    /// Saves another edition, in the place of those before.
    pub fn save(&mut self, note: &Note, membership: &Membership, cx: &mut Context) {
        let fresh = note.edition != 0 && *note != self.saved;
        if !fresh || !membership.keeps || !matches!(self.loading, Loading::Over(_)) || self.saving.is_some() {
            return;
        }
        self.saved = note.clone();
        let Some(bytes) = kept_note::seal(&membership.keys, note, cx.rng) else { return };
        let (op, id) = (cx.op(), u64::from_le_bytes(cx.rng.bytes()));
        let (name, replaces) = (membership.keys.plan_b_name(), self.stored.clone());
        cx.effect(Effect::Store { op, command: StoreCommand::Save { name, id, bytes, replaces: replaces.clone() } });
        self.saving = Some(Saving { op, replaces, until: cx.now + ANSWER_MS });
    }
}
