//! What a meeting that was left still does, and what a person wants of what stays of meetings.

use super::{Engine, Stage};
use crate::api::context::Context;
use crate::api::document::DocumentEvent;
use crate::api::intent::{Intent, KeepingIntent};
use crate::api::storage::Stored;
use crate::api::view::Keeping;
use crate::base::ids::OpId;
use crate::meeting::contract::{RoomChunk, RoomEvent};

impl Engine {
    /// The worker with the room document says something, be it the last.
    pub(super) fn document(&mut self, event: DocumentEvent, cx: &mut Context) {
        match &mut self.remains {
            Some(remains) => remains.document(&event, cx),
            None => self.tell_room(RoomEvent::Document(event), cx),
        }
    }

    /// What came of an op about copies on this device.
    pub(super) fn stored(&mut self, op: OpId, what: Stored, cx: &mut Context) {
        let for_lock = self.is_for_lock(op);
        match &mut self.remains {
            Some(remains) if !for_lock => remains.stored(op, what, cx),
            Some(_) | None => self.tell_room(RoomEvent::Stored(op, what), cx),
        }
    }

    /// Act of a person, in a meeting or after it.
    pub(super) fn keeping_intent(&mut self, intent: KeepingIntent, cx: &mut Context) {
        let left = match &mut self.stage {
            Stage::Meeting(_) => return self.tell_room(RoomEvent::Intent(Intent::Keeping(intent)), cx),
            Stage::Left(entry) => entry.before.as_mut(),
            Stage::Start { .. }
            | Stage::Damaged(_)
            | Stage::Unable(_)
            | Stage::Founding { .. }
            | Stage::Waiting(_)
            | Stage::Locked(_)
            | Stage::Hidden(_) => None,
        };
        // Whoever comes back in this tab still wants it so.
        if let (Some(left), KeepingIntent::Forget | KeepingIntent::ForgetAll) = (left, intent) {
            left.keeps = false;
        }
        if self.remains.is_none() {
            self.remains = self.loader.chunk().map(RoomChunk::shelf);
        }
        if let Some(remains) = &mut self.remains {
            remains.intent(intent, cx);
        }
    }

    /// What stays of a meeting that was left.
    pub(super) fn left_behind(&self) -> Keeping {
        self.remains.as_ref().map(|remains| remains.view()).unwrap_or_default()
    }
}
