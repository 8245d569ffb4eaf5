//! The note as it stays on this device, sealed, for whoever cannot even reach the server the next time.
//!
//! It is read when somebody comes in or does not get through, and saved while they are in.

use crate::api::context::Context;
use crate::api::effect::Effect;
use crate::api::note::Note;
use crate::api::storage::{KeptCopy, StoreCommand, Stored};
use crate::base::ids::OpId;
use crate::crypto::kept_note;
use crate::room::membership::Membership;

#[derive(Default, PartialEq, Eq)]
enum Loading {
    #[default]
    Unasked,
    Asked(OpId),
    Over,
}

/// What is kept.
#[derive(Default)]
pub struct Kept {
    loading: Loading,
    /// As they were found, and not opened yet.
    sealed: Vec<Vec<u8>>,
    /// What the next save takes the place of.
    replaces: Vec<KeptCopy>,
    saving: Option<OpId>,
    /// What was saved in this visit, which renews its days.
    saved: Note,
}

impl Kept {
    /// Asks for what was kept earlier, once.
    pub fn load(&mut self, membership: &Membership, cx: &mut Context) {
        if membership.keeps && self.loading == Loading::Unasked {
            let op = cx.op();
            cx.effect(Effect::Store { op, command: StoreCommand::Load(membership.keys.plan_b_name()) });
            self.loading = Loading::Asked(op);
        }
    }

    /// What came of an op; gives what was found.
    pub fn stored<'a>(&mut self, op: OpId, what: &'a Stored) -> Option<&'a [(KeptCopy, Vec<u8>)]> {
        match what {
            Stored::Copies(copies) if self.loading == Loading::Asked(op) => {
                self.loading = Loading::Over;
                return Some(copies);
            }
            Stored::Saved(kept) if self.saving == Some(op) => {
                self.replaces = vec![*kept];
                self.saving = None;
            }
            // It is tried again with the next edition.
            Stored::Full | Stored::Unavailable => _ = self.failed(op),
            // Of others.
            Stored::Copies(_) | Stored::Saved(_) | Stored::Forgotten | Stored::Listed { .. } => {}
        }
        None
    }

    /// Nothing came of an op; true if it was one of ours.
    pub fn failed(&mut self, op: OpId) -> bool {
        let loading = self.loading == Loading::Asked(op);
        if loading {
            self.loading = Loading::Over;
        }
        loading || self.saving.take_if(|own| *own == op).is_some()
    }

    /// Takes over what was found.
    pub fn found(&mut self, copies: &[(KeptCopy, Vec<u8>)]) {
        self.replaces.extend(copies.iter().map(|(kept, _)| *kept));
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
        if !fresh || !membership.keeps || self.loading != Loading::Over || self.saving.is_some() {
            return;
        }
        self.saved = note.clone();
        let Some(bytes) = kept_note::seal(&membership.keys, note, cx.rng) else { return };
        let (op, id) = (cx.op(), u64::from_le_bytes(cx.rng.bytes()));
        let (name, replaces) = (membership.keys.plan_b_name(), std::mem::take(&mut self.replaces));
        cx.effect(Effect::Store { op, command: StoreCommand::Save { name, id, bytes, replaces } });
        self.saving = Some(op);
    }
}
