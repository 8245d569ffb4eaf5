//! What copies there are on this device, of all meetings: listed and deleted, in a meeting as well as outside of one.

use super::stored;
use crate::api::context::Context;
use crate::api::document::DocumentEvent;
use crate::api::effect::Effect;
use crate::api::intent::KeepingIntent;
use crate::api::storage::{CopyName, StoreCommand, Stored};
use crate::api::view::{Keeping, KeepingState, StoredMeeting};
use crate::base::ids::OpId;
use crate::room::feature::Remains;
use std::sync::Arc;

/// The list, as long as somebody looks at it.
#[derive(Default)]
pub struct Shelf {
    /// What the copies of the meeting that one is in, or has just left, its passphrase and its note are kept under.
    own: Vec<CopyName>,
    listing: Option<OpId>,
    deleting: Option<OpId>,
    listed: Option<Arc<[StoredMeeting]>>,
    /// What was forgotten, `None` being all of it, and by which op: a save asked for before that is forgotten once it has arrived.
    forgotten: Vec<(Option<CopyName>, OpId)>,
    /// This browser keeps nothing.
    unavailable: bool,
}

impl Shelf {
    /// As the meeting whose copies, passphrase and note have these names sees it.
    pub fn of(own: [CopyName; 3]) -> Shelf {
        Shelf { own: own.into(), ..Shelf::default() }
    }

    /// What is stored, if somebody has asked.
    pub fn listed(&self) -> &Option<Arc<[StoredMeeting]>> {
        &self.listed
    }

    /// Asks what there is.
    pub fn look(&mut self, cx: &mut Context) {
        self.listing = Some(store(StoreCommand::List, cx));
    }

    /// Deletes what is stored of a meeting, or of all.
    pub fn delete(&mut self, name: Option<CopyName>, cx: &mut Context) {
        let op = store(StoreCommand::Forget(name), cx);
        self.forgotten.retain(|(of, _)| name.is_some() && *of != name);
        self.forgotten.push((name, op));
        self.deleting = Some(op);
    }

    /// Whether what was asked for by this op was forgotten since.
    fn was_forgotten(&self, name: CopyName, op: OpId) -> bool {
        self.forgotten.iter().any(|(of, since)| of.is_none_or(|of| of == name) && op < *since)
    }

    /// Whether an op is this one's.
    pub fn awaits(&self, op: OpId) -> bool {
        [self.listing, self.deleting].contains(&Some(op))
    }

    /// What came of an op of its own.
    pub fn answered(&mut self, op: OpId, what: Stored, cx: &mut Context) {
        match what {
            Stored::Forgotten if self.deleting.take_if(|own| *own == op).is_some() => {
                if self.listed.is_some() {
                    self.look(cx);
                }
            }
            Stored::Listed { today, copies } if self.listing.take_if(|own| *own == op).is_some() => {
                self.listed = Some(stored::meetings(&copies, &self.own, today));
            }
            Stored::Saved(kept) if self.was_forgotten(kept.name, op) => self.delete(Some(kept.name), cx),
            Stored::Unavailable if self.awaits(op) => self.is_unavailable(),
            // Of an op that nobody waits for any more.
            Stored::Copies(_)
            | Stored::Saved(_)
            | Stored::Full
            | Stored::Forgotten
            | Stored::Listed { .. }
            | Stored::Unavailable => {}
        }
    }

    /// This browser keeps nothing, so there is nothing to list.
    pub fn is_unavailable(&mut self) {
        self.unavailable = true;
        (self.listing, self.deleting) = (None, None);
        self.listed = self.listed.is_some().then(|| Arc::from([]));
    }
}

/// As the start page has it, where there is no meeting.
impl Remains for Shelf {
    fn document(&mut self, _event: &DocumentEvent, _cx: &mut Context) {}

    fn stored(&mut self, op: OpId, what: Stored, cx: &mut Context) {
        self.answered(op, what, cx);
    }

    fn intent(&mut self, intent: KeepingIntent, cx: &mut Context) {
        match intent {
            KeepingIntent::Look => self.look(cx),
            KeepingIntent::ForgetOther(name) => self.delete(Some(name), cx),
            KeepingIntent::ForgetAll => self.delete(None, cx),
            KeepingIntent::Forget | KeepingIntent::Keep => {}
        }
    }

    fn view(&self) -> Keeping {
        let state = if self.unavailable { KeepingState::Unavailable } else { KeepingState::Nothing };
        Keeping { state, stored: self.listed.clone() }
    }
}

/// Asks the store on this device for something.
pub fn store(command: StoreCommand, cx: &mut Context) -> OpId {
    let op = cx.op();
    cx.effect(Effect::Store { op, command });
    op
}
