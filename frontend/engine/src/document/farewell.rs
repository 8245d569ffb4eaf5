//! What a meeting that was left still does: the last copy that its document's worker gives is saved, or all of it is forgotten.

use super::keeper::Keeper;
use crate::api::context::Context;
use crate::api::document::DocumentEvent;
use crate::api::intent::KeepingIntent;
use crate::api::storage::Stored;
use crate::api::view::Keeping;
use crate::base::ids::OpId;
use crate::room::feature::Remains;
use plenum_document::api::effect::Effect as Asked;

/// The keeper of a meeting that was left.
pub struct Farewell(pub Keeper);

impl Remains for Farewell {
    fn document(&mut self, event: &DocumentEvent, cx: &mut Context) {
        let DocumentEvent::Replied(reply) = event else { return };
        for asked in &reply.effects {
            match asked {
                Asked::Keep { bytes } => self.0.keep(bytes),
                Asked::Merged { read } => self.0.merged(*read),
                Asked::Send { .. } | Asked::Sign { .. } | Asked::Refused(_) | Asked::Pad(_) => {}
            }
        }
        self.0.save(cx);
    }

    fn stored(&mut self, op: OpId, what: Stored, cx: &mut Context) {
        self.0.stored(op, what, cx);
    }

    fn intent(&mut self, intent: KeepingIntent, cx: &mut Context) {
        self.0.intent(intent, None, cx);
    }

    fn view(&self) -> Keeping {
        self.0.view()
    }
}
