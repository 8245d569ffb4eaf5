//! What a person does with files and what the member says of theirs, thrown.

use super::Page;
use plenum_engine::api::event::Done;
use plenum_engine::api::files::{ChosenFile, FileBytes, TransferId};
use plenum_engine::api::intent::{FilesIntent, OfferedFile, Text};
use plenum_engine::messaging::message::{FileId, FileOffer, FilesMessage};

impl Page {
    /// A person does something with some file, be it none.
    pub fn files(&mut self) -> FilesIntent {
        let id = TransferId(self.rng.below(6) as u32);
        let size = self.rng.pick(&[0, 1, 300_000, 1 << 31, u64::MAX]);
        let file = OfferedFile { chosen: ChosenFile(1), name: Text("../x".into()), size, kind: "text/plain".into() };
        let to = self.rng.pick(&[None, Some(self.member.peer())]);
        match self.rng.below(8) {
            0..=2 => FilesIntent::Offer { files: vec![file], to },
            3..=4 => FilesIntent::Accept(id),
            5 => FilesIntent::Cancel(id),
            6 => FilesIntent::Save(id),
            _ => FilesIntent::Dismiss(id),
        }
    }

    /// As much of a file as was asked for, or not.
    pub fn part(&mut self, length: u32) -> Done {
        let length = self.rng.pick(&[length, length, length, 0, length + 1]);
        Done::Read(FileBytes(vec![7; length as usize].into()))
    }

    /// The member says something of some file.
    pub fn files_message(&mut self) -> FilesMessage {
        let file = FileId([self.rng.below(3) as u8; 16]);
        let size = self.rng.pick(&[0, 5, 1 << 31, u64::MAX]);
        match self.rng.below(7) {
            0..=2 => {
                FilesMessage::Offer(FileOffer { file, name: "a/b".into(), size, kind: String::new(), ago_ms: size })
            }
            3 => FilesMessage::Withdraw { file },
            4 => FilesMessage::Accept { file, offset: size },
            5 => FilesMessage::Refuse { file },
            _ => FilesMessage::Received { file },
        }
    }
}
