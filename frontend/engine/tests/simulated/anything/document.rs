//! What a worker with the room document may say, thrown.

use super::Page;
use plenum_document::api::effect::{self, Effect as Asked};
use plenum_document::api::worker::Reply;
use plenum_document::base::ids::{Key, OpId as DocumentOp};
use plenum_engine::api::document::DocumentEvent;
use plenum_engine::api::intent::KeepingIntent;
use plenum_engine::api::storage::{CopyName, KeptCopy, Stored};

impl Page {
    /// The worker with the room document says something, be it to nobody.
    pub fn document(&mut self) -> DocumentEvent {
        let key = Key(self.rng.pick(&[[0; 32], self.member.key().0]));
        let op = DocumentOp(self.rng.below(3));
        let bytes = vec![7; self.rng.pick(&[0, 1, 20_000])];
        let asked = match self.rng.below(5) {
            0 => Asked::Send { to: key, bytes },
            1 => Asked::Sign { op, bytes },
            2 => Asked::Keep { bytes },
            3 => Asked::Merged { read: op.0 == 0 },
            _ => Asked::Refused(effect::Refusal::Unfit),
        };
        match self.rng.below(8) {
            0 => DocumentEvent::Died,
            taken => {
                DocumentEvent::Replied(Box::new(Reply { taken: taken == 1, effects: vec![asked], ..Reply::default() }))
            }
        }
    }

    /// What a store may say, be it to another question.
    pub fn stored(&mut self) -> Stored {
        let name = CopyName(self.rng.pick(&[[0; 16], [1; 16]]));
        let copy =
            KeptCopy { name, id: self.rng.below(3), day: self.rng.pick(&[0, 20_000, u32::MAX]), bytes: u32::MAX };
        let sealed = vec![1; self.rng.pick(&[0, 1, 45, 4096])];
        match self.rng.below(6) {
            0 => Stored::Copies(vec![(copy, sealed); 3]),
            1 => Stored::Saved(copy),
            2 => Stored::Full,
            3 => Stored::Forgotten,
            4 => Stored::Listed { today: 20_000, copies: vec![copy; 3] },
            _ => Stored::Unavailable,
        }
    }

    /// What a person may want of it.
    pub fn keeping(&mut self) -> KeepingIntent {
        self.rng.pick(&[
            KeepingIntent::Look,
            KeepingIntent::Forget,
            KeepingIntent::Keep,
            KeepingIntent::ForgetOther(CopyName([1; 16])),
            KeepingIntent::ForgetAll,
        ])
    }
}
