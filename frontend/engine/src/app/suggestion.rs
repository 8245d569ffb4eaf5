//! Words that are proposed for the passphrase of a new meeting, until one is begun.

use crate::api::context::Context;
use crate::api::effect::Effect;
use crate::api::view::Language;
use crate::base::ids::OpId;
use std::sync::Arc;

/// Words in a list; `frontend/passphrase/src/words.rs` has the lists.
const WORDS: u64 = 1024;

/// The proposal.
#[derive(Default)]
pub struct Suggestion {
    op: Option<OpId>,
    /// The words.
    pub words: Option<Arc<str>>,
}

impl Suggestion {
    /// Four words are wanted.
    pub fn ask(&mut self, language: Language, cx: &mut Context) {
        let op = cx.op();
        self.op = Some(op);
        let places = [(); 4].map(|()| cx.rng.below(WORDS) as u16);
        cx.effect(Effect::Suggest { op, language, places });
    }

    /// They could not be made; whether it was about ours.
    pub fn failed(&mut self, op: OpId) -> bool {
        self.op.take_if(|own| *own == op).is_some()
    }

    /// They are here.
    pub fn came(&mut self, op: OpId, words: &str) {
        if self.op.take_if(|own| *own == op).is_some() {
            self.words = Some(words.into());
        }
    }
}
