//! Keeps the room document on this device: seals copies and has them saved, finds them again, and forgets them.
//!
//! Invariant: a copy is replaced only by one that contains it (`api/storage.rs`): those that the worker has said it has
//! merged, and those that were saved from here. What came too late, or could not be read, stays where it is.

use super::former_sessions::FormerSessions;
use super::shelf::{Shelf, store};
use crate::api::context::Context;
use crate::api::intent::KeepingIntent;
use crate::api::storage::{CopyKind, CopyName, KeptCopy, StoreCommand, Stored};
use crate::api::view::{Keeping, KeepingState};
use crate::base::ids::OpId;
use crate::base::time::Time;
use crate::crypto::kept_copy::{self, Unopened};
use crate::crypto::key_schedule;
use crate::room::membership::Membership;
use plenum_shared::ids::RoomId;
use std::collections::VecDeque;
use zeroize::Zeroizing;

/// Copies are saved so often at most, milliseconds, for each mebibyte begun: sealing one takes a few of them.
const SAVE_MS: u64 = 3_000;
const MEBIBYTE: usize = 1024 * 1024;
/// After a save that found no room the next one waits so long, milliseconds.
const FULL_MS: u64 = 60_000;
/// A save that is not answered counts as failed after so long, milliseconds.
const ANSWER_MS: u64 = 15_000;

/// What was kept earlier.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Loading {
    /// Nobody has asked for it.
    Unasked,
    /// It is on its way.
    Asked(OpId),
    /// It is here, or there is none.
    Over,
}

/// What is to be saved next.
#[derive(Default)]
struct Saving {
    /// The newest copy, if it is not being saved yet.
    unsaved: Option<Vec<u8>>,
    /// Under way: its op, what it replaces, until when it is waited for.
    under_way: Option<(OpId, Vec<KeptCopy>, Time)>,
    /// Not before.
    next: Time,
}

/// The keeper of one meeting.
pub struct Keeper {
    name: CopyName,
    /// Its passphrase and its note, which are forgotten with it.
    beside: [CopyName; 2],
    room: RoomId,
    key: Zeroizing<[u8; 32]>,
    /// The person wants it kept.
    keeps: bool,
    /// What keeps us from it.
    trouble: Option<KeepingState>,
    loading: Loading,
    /// Opened, and not given to the worker yet.
    opened: Vec<(KeptCopy, Vec<u8>)>,
    /// Given to it, and not merged yet.
    given: VecDeque<KeptCopy>,
    /// What the next copy contains.
    contained: Vec<KeptCopy>,
    saving: Saving,
    /// What is stored of this meeting and of others.
    shelf: Shelf,
    /// As a person saw it last.
    shown: KeepingState,
    /// Copies that did not open.
    unopened: u32,
    /// Who wrote into them.
    pub sessions: FormerSessions,
}

impl Keeper {
    /// Of the meeting of a membership. Nothing is read yet.
    pub fn new(membership: &Membership) -> Keeper {
        let keys = &membership.keys;
        let name = keys.cache_name();
        let beside @ [passphrase, note] = [key_schedule::passphrase_name(&membership.link), keys.plan_b_name()];
        Keeper {
            name,
            beside,
            room: keys.room(),
            key: Zeroizing::new(*keys.cache_key()),
            keeps: membership.keeps,
            trouble: None,
            loading: Loading::Unasked,
            opened: Vec::new(),
            given: VecDeque::new(),
            contained: Vec::new(),
            saving: Saving::default(),
            shelf: Shelf::of([name, passphrase, note]),
            shown: KeepingState::Nothing,
            unopened: 0,
            sessions: FormerSessions::new(membership.identity.signing_seed()),
        }
    }

    /// Asks for what was kept earlier, once.
    pub fn load(&mut self, cx: &mut Context) {
        if self.keeps && self.loading == Loading::Unasked {
            self.loading = Loading::Asked(store(StoreCommand::Load(self.name), cx));
        }
    }

    /// Copies for the worker, in any order. It says of each when it is merged.
    pub fn give(&mut self) -> Vec<Vec<u8>> {
        let opened = std::mem::take(&mut self.opened);
        let give = |(kept, copy)| {
            self.given.push_back(kept);
            copy
        };
        opened.into_iter().map(give).collect()
    }

    /// The worker has merged the one that it was given first.
    pub fn merged(&mut self, read: bool) {
        if let Some(kept) = self.given.pop_front()
            && read
        {
            self.contained.push(kept);
        }
    }

    /// The worker is dead. Another one has what it has kept, and nothing of what it was still to merge.
    pub fn worker_died(&mut self) {
        self.given.clear();
        self.sessions.tell_again();
    }

    /// The newest copy.
    pub fn keep(&mut self, copy: &[u8]) {
        if self.keeps && self.trouble != Some(KeepingState::Unavailable) {
            self.saving.unsaved = Some(copy.to_vec());
        }
    }

    /// Saves what is due.
    pub fn tick(&mut self, cx: &mut Context) {
        self.saving.under_way.take_if(|(_, _, until)| *until <= cx.now);
        if self.saving.under_way.is_none() && self.saving.next <= cx.now {
            self.save(cx);
        }
    }

    /// Saves the newest copy at once.
    pub fn save(&mut self, cx: &mut Context) {
        let Some(copy) = self.saving.unsaved.take() else { return };
        self.saving.next = cx.now + SAVE_MS * (1 + copy.len() / MEBIBYTE) as u64;
        let Some(bytes) = kept_copy::seal(&self.key, &self.room, &self.sessions.all(), &copy, cx.rng) else {
            self.trouble = Some(KeepingState::Full);
            return;
        };
        let replaces = self.contained.clone();
        let id = u64::from_le_bytes(cx.rng.bytes());
        let op = store(StoreCommand::Save { name: self.name, id, bytes, replaces: replaces.clone() }, cx);
        self.saving.under_way = Some((op, replaces, cx.now + ANSWER_MS));
    }

    /// When something is due.
    pub fn deadline(&self) -> Option<Time> {
        self.saving.unsaved.as_ref()?;
        Some(self.saving.under_way.as_ref().map_or(self.saving.next, |(_, _, until)| *until))
    }

    /// An act of the person; `copy` is the newest there is.
    pub fn intent(&mut self, intent: KeepingIntent, copy: Option<&[u8]>, cx: &mut Context) {
        match intent {
            KeepingIntent::Look => self.shelf.look(cx),
            KeepingIntent::Forget => self.forget(cx),
            KeepingIntent::Keep => self.keep_again(copy),
            KeepingIntent::ForgetOther(name) => self.shelf.delete(Some(name), cx),
            KeepingIntent::ForgetAll => {
                self.keep_no_more();
                self.shelf.delete(None, cx);
            }
        }
    }

    /// Forgets this meeting, from here on, its passphrase and its note.
    fn forget(&mut self, cx: &mut Context) {
        self.keep_no_more();
        for name in self.beside.into_iter().chain([self.name]) {
            self.shelf.delete(Some(name), cx);
        }
    }

    fn keep_no_more(&mut self) {
        self.keeps = false;
        self.saving.unsaved = None;
        self.opened.clear();
        self.contained.clear();
        self.sessions.forget();
    }

    fn keep_again(&mut self, copy: Option<&[u8]>) {
        self.keeps = true;
        if let Some(copy) = copy {
            self.keep(copy);
        }
    }

    /// Whether an op is this one's.
    pub fn awaits(&self, op: OpId) -> bool {
        self.loading == Loading::Asked(op) || self.shelf.awaits(op) || self.saves(op)
    }

    fn saves(&self, op: OpId) -> bool {
        self.saving.under_way.as_ref().is_some_and(|(own, ..)| *own == op)
    }

    /// What came of an op; true if something has come to be that a person should be told: there is no room.
    pub fn stored(&mut self, op: OpId, what: Stored, cx: &mut Context) -> bool {
        match what {
            Stored::Copies(copies) if self.loading == Loading::Asked(op) => {
                self.loading = Loading::Over;
                self.open(copies);
            }
            Stored::Saved(kept) if self.saves(op) => {
                let replaced = self.saving.under_way.take().map(|(_, replaced, _)| replaced).unwrap_or_default();
                self.contained.retain(|copy| !replaced.contains(copy));
                self.contained.push(kept);
                self.trouble = None;
                // It was forgotten while it was being saved.
                if !self.keeps {
                    self.forget(cx);
                }
                // Whoever is looking at what is stored sees that it is.
                if self
                    .shelf
                    .listed()
                    .as_ref()
                    .is_some_and(|listed| listed.iter().all(|kept| !kept.here || kept.kind != CopyKind::Document))
                {
                    self.shelf.look(cx);
                }
            }
            Stored::Full if self.saves(op) => {
                self.saving.under_way = None;
                self.saving.next = cx.now + FULL_MS;
                return self.trouble.replace(KeepingState::Full) != Some(KeepingState::Full);
            }
            Stored::Unavailable if self.awaits(op) => {
                self.trouble = Some(KeepingState::Unavailable);
                self.loading = Loading::Over;
                self.saving = Saving::default();
                self.shelf.is_unavailable();
            }
            other @ (Stored::Saved(_) | Stored::Forgotten | Stored::Listed { .. }) => {
                self.shelf.answered(op, other, cx)
            }
            // Of an op that nobody waits for any more.
            Stored::Copies(_) | Stored::Full | Stored::Unavailable => {}
        }
        false
    }

    fn open(&mut self, copies: Vec<(KeptCopy, Vec<u8>)>) {
        if !self.keeps {
            return;
        }
        for (kept, sealed) in copies {
            match kept_copy::open(&self.key, &self.room, sealed) {
                Ok(opened) => {
                    self.sessions.found(opened.sessions);
                    self.opened.push((kept, opened.copy));
                }
                // What nobody can ever open goes with the next save; what a later version may open stays.
                Err(why) => {
                    self.unopened += 1;
                    if why == Unopened::Broken {
                        self.contained.push(kept);
                    }
                }
            }
        }
    }

    /// Whether a person sees another state than when this was last asked.
    pub fn changed(&mut self) -> bool {
        let state = self.view().state;
        std::mem::replace(&mut self.shown, state) != state
    }

    /// How things stand, for the debug log.
    pub fn report(&self) -> String {
        format!("copies on this device: {:?}, {} did not open", self.view().state, self.unopened)
    }

    /// What there is to see.
    pub fn view(&self) -> Keeping {
        let any = !self.opened.is_empty() || !self.given.is_empty() || !self.contained.is_empty();
        let saving = self.saving.unsaved.is_some() || self.saving.under_way.is_some();
        let state = match self.trouble {
            Some(trouble) => trouble,
            None if !self.keeps => KeepingState::Forgotten,
            None if any || saving => KeepingState::Kept,
            None => KeepingState::Nothing,
        };
        Keeping { state, stored: self.shelf.listed().clone() }
    }
}
