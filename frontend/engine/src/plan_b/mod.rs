//! The Plan B note of the room: everybody tells it to everybody they meet, and it is shown to whoever does not get through.
//!
//! Whoever cannot connect has no document, but reaches the server: so the note is a message between peers like any other, and no
//! server keeps it. Those whom not even the server answers have it from the meeting before, sealed on their device.
//!
//! Invariant: what is told is a note that keeps its bounds, each peer is told each edition once by each who has it, and what is
//! shown is cleaned.

mod kept;
pub mod pieces;
mod trouble;

use crate::api::intent::{Intent, PlanBIntent};
use crate::api::note::{NOTE_TEXT_BYTES, Note};
use crate::api::storage::Stored;
use crate::api::view::PlanB as Seen;
use crate::base::ids::OpId;
use crate::base::time::{Time, soonest};
use crate::messaging::message::{PeerMessage, PlanBMessage};
use crate::room::feature::{Feature, Room, RoomContext, RoomView};
use kept::Kept;
use litemap::LiteMap;
use plenum_document::base::untrusted_text::clean_text;
use plenum_shared::ids::PeerId;
use trouble::Trouble;

/// The note, and who has it.
#[derive(Default)]
pub struct PlanB {
    note: Note,
    /// Who of the others was told which edition, or needs not be told.
    told: LiteMap<PeerId, u32>,
    kept: Kept,
    trouble: Trouble,
    shown: Seen,
}

impl PlanB {
    /// Takes over an edition, if it is a later one, and passes it on: who wrote it may not reach everybody.
    fn take(&mut self, note: Note) {
        if !note.replaces(&self.note) {
            return;
        }
        if note.leaps(&self.note) {
            self.told.iter_mut().for_each(|(_, told)| *told = note.edition);
        } else {
            self.told.clear();
        }
        self.note = note;
    }

    fn tell(&mut self, room: &Room<'_>, cx: &mut RoomContext<'_, '_>) {
        let edition = self.note.edition;
        for (id, peer) in room.peers {
            if !peer.person.here() {
                // Whoever comes back may have missed it.
                self.told.remove(id);
            } else if edition != 0 && self.told.get(id) != Some(&edition) {
                self.told.insert(*id, edition);
                cx.write(id, PlanBMessage::Note { edition, text: self.note.text.0.clone() });
            }
        }
    }
}

impl Feature for PlanB {
    fn intent(&mut self, intent: &Intent, _room: &Room<'_>, _cx: &mut RoomContext<'_, '_>) {
        let Intent::PlanB(PlanBIntent::Write(text)) = intent else { return };
        let next = self.note.followed_by(&text.0);
        if next.text != self.note.text {
            self.note = next;
        }
    }

    fn message(&mut self, from: &PeerId, message: &PeerMessage, _room: &Room<'_>, _cx: &mut RoomContext<'_, '_>) {
        let PeerMessage::PlanB(PlanBMessage::Note { edition, text }) = message else { return };
        let Some(note) = Note::read(*edition, text) else { return };
        if self.note.replaces(&note) {
            self.told.remove(from);
        } else {
            self.take(note);
            self.told.insert(*from, self.note.edition);
        }
    }

    fn stored(&mut self, op: OpId, what: &Stored, cx: &mut RoomContext<'_, '_>) {
        if let Some(sealed) = self.kept.stored(op, what) {
            self.kept.found(sealed);
            cx.show();
        }
    }

    fn op(&mut self, op: OpId, kept: bool, _cx: &mut RoomContext<'_, '_>) -> bool {
        !kept && self.kept.failed(op)
    }

    fn forgotten(&mut self, id: &PeerId, _cx: &mut RoomContext<'_, '_>) {
        self.told.remove(id);
    }

    fn closing(&mut self, _cx: &mut RoomContext<'_, '_>) {
        *self = PlanB::default();
    }

    fn tick(&mut self, room: &Room<'_>, cx: &mut RoomContext<'_, '_>) {
        let needed = self.trouble.follow(&trouble::look(room, cx.now()), cx.now());
        // As soon as it can be: who writes one in the lobby writes the next edition of what is there.
        self.kept.tick(room.membership, cx.now());
        self.kept.load(room.membership, cx.cx);
        for note in self.kept.opened(room.membership) {
            self.take(note);
        }
        self.tell(room, cx);
        if room.inside {
            self.kept.save(&self.note, room.membership, cx.cx);
        }
        let shown = Seen { text: clean_text(&self.note.text.0, NOTE_TEXT_BYTES).trim().into(), needed };
        if self.shown != shown {
            self.shown = shown;
            cx.show();
        }
    }

    fn deadline(&self, _us: PeerId, now: Time) -> Option<Time> {
        soonest(self.trouble.deadline(now), self.kept.deadline())
    }

    fn view(&self, view: &mut RoomView, _now: Time) {
        view.beside.plan_b = self.shown.clone();
    }
}
