//! In place of disks: files that a person has chosen, and what has come of the others. Both know no bytes but by a rule.

use super::World;
use plenum_engine::api::event::{Done, Event, Failure};
use plenum_engine::api::files::{ChosenFile, FileBytes, FileCommand, TransferId};
use plenum_engine::api::intent::{FilesIntent, Intent, OfferedFile, Text};
use plenum_engine::api::view::Transfer;
use plenum_shared::ids::PeerId;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a page's adaptor keeps.
#[derive(Default)]
pub struct Disk {
    /// Chosen files that were not released, and their sizes.
    pub chosen: BTreeMap<ChosenFile, u64>,
    next: u64,
    /// What has come, and whether it is whole.
    pub kept: BTreeMap<TransferId, (u64, bool)>,
    /// Under which names something was saved.
    pub saved: Vec<String>,
    /// Bytes that were read or are to be written, in promises that are not answered yet: now, and at most.
    pub pending: (u64, u64),
    /// A read or write takes so long, milliseconds.
    pub slow_ms: u64,
    /// Every read or write fails.
    pub broken: bool,
}

impl Disk {
    fn asked(&mut self, bytes: u64) {
        self.pending.0 += bytes;
        self.pending.1 = self.pending.1.max(self.pending.0);
    }
}

/// The byte of a chosen file at this place: none looks like its neighbours, or like those of another file.
pub fn byte(file: u64, at: u64) -> u8 {
    ((at ^ (file << 17)).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 53) as u8
}

impl World {
    /// Does something with a file.
    pub fn file_command(&mut self, page: usize, command: FileCommand) {
        let label = self.label(page);
        let disk = &mut self.pages[page].disk;
        let delay = disk.slow_ms.max(1);
        match command {
            FileCommand::Read { op, file, offset, length } => {
                let size = disk.chosen.get(&file).copied();
                let bytes: Arc<[u8]> = (offset..offset + u64::from(length)).map(|at| byte(file.0, at)).collect();
                assert!(size.is_some_and(|size| offset + u64::from(length) <= size), "{label} reads what is not there");
                assert!(length <= 128 * 1024, "{label} reads {length} bytes at once");
                disk.asked(u64::from(length));
                let broken = disk.broken;
                self.promised(page, op);
                self.after(delay, move |world| {
                    world.pages[page].disk.pending.0 -= u64::from(length);
                    world.hears(
                        page,
                        match broken {
                            false => Event::Done { op, done: Done::Read(FileBytes(bytes)) },
                            true => Event::Failed { op, failure: Failure::Other },
                        },
                    );
                });
            }
            FileCommand::Write { op, transfer, offset, bytes } => {
                let (length, whole) = disk.kept.entry(transfer).or_default();
                assert_eq!((*length, *whole), (offset, false), "{label} writes where nothing is to be written");
                let file = self.files_sent;
                let right = (offset..).zip(bytes.0.iter()).all(|(at, came)| byte(file, at) == *came);
                assert!(right || self.hostile, "{label} was given other bytes than were sent");
                let came = bytes.0.len() as u64;
                *length += came;
                disk.asked(came);
                let broken = disk.broken;
                self.promised(page, op);
                self.after(delay, move |world| {
                    world.pages[page].disk.pending.0 -= came;
                    world.hears(
                        page,
                        match broken {
                            false => Event::Done { op, done: Done::Written },
                            true => Event::Failed { op, failure: Failure::Other },
                        },
                    );
                });
            }
            FileCommand::Release(file) => {
                assert!(disk.chosen.remove(&file).is_some(), "{label} releases what it does not keep");
            }
            FileCommand::Finish(transfer) => disk.kept.entry(transfer).or_default().1 = true,
            FileCommand::Save { transfer, name } => {
                assert!(disk.kept.get(&transfer).is_some_and(|(_, whole)| *whole), "{label} saves what is not whole");
                disk.saved.push(name.to_string());
            }
            FileCommand::Discard(transfer) => _ = disk.kept.remove(&transfer),
        }
    }

    /// A person offers a file of this size. Only one has bytes to be compared at a time: the last.
    pub fn offers(&mut self, page: usize, to: Option<PeerId>, name: &str, size: u64) {
        let disk = &mut self.pages[page].disk;
        disk.next += 1;
        let chosen = ChosenFile(disk.next);
        disk.chosen.insert(chosen, size);
        self.files_sent = chosen.0;
        let file = OfferedFile { chosen, name: Text(name.into()), size, kind: "application/pdf".into() };
        self.clicks(page, Intent::Files(FilesIntent::Offer { files: vec![file], to }));
    }

    /// The transfers that a page shows.
    pub fn transfers(&self, page: usize) -> Arc<[Transfer]> {
        self.pages[page].view.beside.files.clone()
    }

    /// The last one of them.
    pub fn transfer(&self, page: usize) -> Transfer {
        self.transfers(page).last().expect("one is shown").clone()
    }

    /// A person takes the last file they were offered.
    pub fn takes(&mut self, page: usize) {
        let id = self.transfer(page).id;
        self.clicks(page, Intent::Files(FilesIntent::Accept(id)));
    }
}
