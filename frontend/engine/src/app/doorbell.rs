//! Doorbell: what the person wants to be told by while the page is hidden, until the browser has said whether it may.

use crate::api::view::Doorbell;
use crate::base::ids::OpId;

/// At most one question at a time; of two the later one counts.
#[derive(Default)]
pub struct Question(Option<(OpId, Doorbell)>);

impl Question {
    /// The browser is being asked.
    pub fn ask(&mut self, op: OpId, wish: Doorbell) {
        self.0 = Some((op, wish));
    }

    /// Nothing is asked any more.
    pub fn withdraw(&mut self) {
        self.0 = None;
    }

    /// It has answered; what was wished for, if the answer is to our question.
    pub fn answered(&mut self, op: OpId) -> Option<Doorbell> {
        self.0.take_if(|(ours, _)| *ours == op).map(|(_, wish)| wish)
    }
}
