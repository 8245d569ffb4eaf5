//! The copies of room documents in each person's browser: they outlive pages, expire, and may find no room.

use super::World;
use plenum_engine::api::event::{Done, Event};
use plenum_engine::api::storage::{KeptCopy, StoreCommand, Stored, to_make_room, to_read};
use plenum_engine::base::ids::OpId;
use std::collections::BTreeMap;

/// A store answers after so many milliseconds.
const STORE_MS: u64 = 5;
/// The day on which the worlds begin.
const FIRST_DAY: u32 = 20_000;

/// The store of one browser.
#[derive(Default)]
pub struct KeptCopies {
    /// What is in it.
    pub copies: BTreeMap<KeptCopy, Vec<u8>>,
    /// How many bytes it takes; `None`: as many as come.
    pub room: Option<u64>,
    /// It is not there, as in a private window.
    pub missing: bool,
    /// Days that have passed since the world began, besides the time of the world itself.
    pub days: u32,
    /// A save is on its way until somebody hastens it, or for ever.
    pub slow: bool,
    /// Those that are.
    pub on_their_way: Vec<(usize, OpId, StoreCommand)>,
}

impl KeptCopies {
    fn today(&self) -> u32 {
        FIRST_DAY + self.days
    }

    fn put(&mut self, copy: KeptCopy, bytes: &[u8], replaces: &[KeptCopy]) -> bool {
        let stays = |kept: &&KeptCopy| !replaces.contains(kept);
        let full: u64 = self.copies.keys().filter(stays).map(|kept| u64::from(kept.bytes)).sum();
        if self.room.is_some_and(|room| full + bytes.len() as u64 > room) {
            return false;
        }
        self.copies.retain(|kept, _| !replaces.contains(kept));
        self.copies.insert(copy, bytes.to_vec());
        true
    }

    fn carry_out(&mut self, command: StoreCommand) -> Stored {
        let today = self.today();
        self.copies.retain(|copy, _| !copy.expired(today));
        if self.missing {
            return Stored::Unavailable;
        }
        let all: Vec<KeptCopy> = self.copies.keys().copied().collect();
        match command {
            StoreCommand::Load(name) => {
                let read = to_read(&all, name, today).into_iter();
                Stored::Copies(read.map(|copy| (copy, self.copies[&copy].clone())).collect())
            }
            StoreCommand::Save { name, id, bytes, replaces } => {
                let copy = KeptCopy { name, id, day: today, bytes: bytes.len() as u32 };
                if self.put(copy, &bytes, &replaces) {
                    return Stored::Saved(copy);
                }
                for going in to_make_room(&all, name, copy.bytes) {
                    self.copies.remove(&going);
                }
                if self.put(copy, &bytes, &replaces) { Stored::Saved(copy) } else { Stored::Full }
            }
            StoreCommand::Forget(name) => {
                self.copies.retain(|copy, _| name.is_some_and(|name| copy.name != name));
                Stored::Forgotten
            }
            StoreCommand::List => Stored::Listed { today, copies: all },
        }
    }
}

impl World {
    /// A browser carries out at last what it was slow to save.
    pub fn hasten_store(&mut self, person: usize) {
        let store = &mut self.people[person].store;
        store.slow = false;
        for (page, op, command) in std::mem::take(&mut store.on_their_way) {
            self.store_command(page, op, command);
        }
    }

    /// A page wants something of its browser's store.
    pub fn store_command(&mut self, page: usize, op: OpId, command: StoreCommand) {
        let person = self.people[self.pages[page].person].store_of;
        let store = &mut self.people[person].store;
        if store.slow && matches!(command, StoreCommand::Save { .. }) {
            store.on_their_way.push((page, op, command));
            return;
        }
        let stored = store.carry_out(command);
        self.tell(page, STORE_MS, Event::Done { op, done: Done::Stored(stored) });
    }
}
