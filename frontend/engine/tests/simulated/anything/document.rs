//! What a worker with the room document may say, thrown.

use super::Page;
use plenum_document::api::effect::{self, Effect as Asked};
use plenum_document::api::worker::Reply;
use plenum_document::base::ids::{Key, OpId as DocumentOp};
use plenum_engine::api::document::DocumentEvent;

impl Page {
    /// The worker with the room document says something, be it to nobody.
    pub fn document(&mut self) -> DocumentEvent {
        let key = Key(self.rng.pick(&[[0; 32], self.member.key().0]));
        let op = DocumentOp(self.rng.below(3));
        let bytes = vec![7; self.rng.pick(&[0, 1, 20_000])];
        let asked = match self.rng.below(4) {
            0 => Asked::Send { to: key, bytes },
            1 => Asked::Sign { op, bytes },
            2 => Asked::Keep { bytes },
            _ => Asked::Refused(effect::Refusal::Unfit),
        };
        match self.rng.below(8) {
            0 => DocumentEvent::Died,
            taken => {
                DocumentEvent::Replied(Box::new(Reply { taken: taken == 1, effects: vec![asked], ..Reply::default() }))
            }
        }
    }
}
