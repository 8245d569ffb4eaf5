//! Files: from one of us to one or all of the others, in pieces over the bulk channel. The engine holds none of them: it asks
//! the adaptor for a piece when one may be sent, and hands on what comes.
//!
//! A file is whole when as many bytes have come as were offered. There is no hash over it: each piece is sealed with its file
//! and offset, so nobody but its sender can have changed a byte, and hashing what they send would only prove that they send it.

mod ledger;
mod name;
mod piece;
mod pipeline;
mod receiving;
mod recipient;
mod sending;

use crate::api::effect::Effect;
use crate::api::files::{FileBytes, FileCommand};
use crate::api::intent::{FilesIntent, Intent, OfferedFile};
use crate::api::view::Transfer;
use crate::base::ids::OpId;
use crate::base::time::{Time, soonest};
use crate::messaging::fragment::Topic;
use crate::messaging::message::{FilesMessage, PeerMessage};
use crate::messaging::streams::Received;
use crate::room::feature::{Feature, Room, RoomContext, RoomView, StreamOccurrence};
use ledger::Ledger;
pub use name::clean as shown_name;
pub use piece::{AHEAD, IN_FLIGHT, MAX_PIECE, Piece, read, write};
use plenum_shared::ids::PeerId;
use receiving::Receiving;
use sending::Sending;
use std::sync::Arc;

/// Transfers in all that are shown: of more, those that have ended and brought nothing go first, the oldest before others.
const MAX_SHOWN: usize = 256;

/// Files of ours and of the others.
#[derive(Default)]
pub struct Files {
    sending: Sending,
    receiving: Receiving,
    ledger: Ledger,
    shown: Arc<[Transfer]>,
}

impl Feature for Files {
    fn intent(&mut self, intent: &Intent, room: &Room<'_>, cx: &mut RoomContext<'_, '_>) {
        let Intent::Files(intent) = intent else { return };
        let ledger = &mut self.ledger;
        match intent {
            // Who is in the lobby sends nothing.
            FilesIntent::Offer { files, .. } if !room.inside => {
                let release = |file: &OfferedFile| Effect::Files(FileCommand::Release(file.chosen));
                files.iter().map(release).for_each(|effect| cx.cx.effect(effect));
            }
            FilesIntent::Offer { files, to } => {
                files.iter().for_each(|file| self.sending.offer(file, *to, room, ledger, cx));
            }
            FilesIntent::Accept(id) => self.receiving.accept(*id, ledger, cx),
            FilesIntent::Cancel(id) => {
                self.receiving.cancel(*id, ledger, cx);
                self.sending.cancel(*id, ledger, cx);
            }
            FilesIntent::Save(id) => self.receiving.save(*id, cx),
            FilesIntent::Dismiss(id) => {
                self.receiving.dismiss(*id, ledger, cx);
                self.sending.dismiss(*id, ledger);
            }
        }
    }

    fn message(&mut self, from: &PeerId, message: &PeerMessage, room: &Room<'_>, cx: &mut RoomContext<'_, '_>) {
        let PeerMessage::Files(message) = message else { return };
        let ledger = &mut self.ledger;
        match message {
            FilesMessage::Offer(offer) => self.receiving.offered(from, offer, room, ledger, cx),
            FilesMessage::Withdraw { file } => self.receiving.withdrawn(from, *file, ledger, cx),
            FilesMessage::Accept { file, offset } => self.sending.accepted(from, *file, *offset, ledger, cx),
            FilesMessage::Refuse { file } => self.sending.refused(from, *file, ledger),
            FilesMessage::Received { file } => self.sending.received(from, *file, ledger),
            FilesMessage::Unknown => {}
        }
    }

    fn stream(&mut self, id: &PeerId, what: StreamOccurrence<'_>, cx: &mut RoomContext<'_, '_>) {
        match what {
            StreamOccurrence::Received(Received { stream, topic: Topic::FILES, body }) => {
                self.receiving.piece(id, *stream, piece::read(body), &mut self.ledger, cx);
            }
            StreamOccurrence::Ended(Topic::FILES, body) => self.sending.taken(id, body, &mut self.ledger),
            StreamOccurrence::Refused(Topic::FILES) => self.sending.bounced(id, cx.now()),
            StreamOccurrence::Received(_) | StreamOccurrence::Ended(..) | StreamOccurrence::Refused(_) => {}
        }
    }

    fn read(&mut self, op: OpId, bytes: &FileBytes, cx: &mut RoomContext<'_, '_>) {
        self.sending.read(op, Some(bytes), &mut self.ledger, cx);
    }

    fn op(&mut self, op: OpId, kept: bool, cx: &mut RoomContext<'_, '_>) -> bool {
        self.receiving.op(op, kept, &mut self.ledger, cx) || self.sending.read(op, None, &mut self.ledger, cx)
    }

    fn resumed(&mut self, old: &PeerId, heir: &PeerId, kept: bool, cx: &mut RoomContext<'_, '_>) {
        if kept {
            self.sending.resumed(old, heir, &mut self.ledger, cx.now());
        }
    }

    fn forgotten(&mut self, id: &PeerId, _cx: &mut RoomContext<'_, '_>) {
        self.sending.forgotten(id);
        self.receiving.forgotten(id);
    }

    fn closing(&mut self, cx: &mut RoomContext<'_, '_>) {
        self.sending.close(cx);
        self.receiving.close(cx);
        *self = Files::default();
    }

    fn tick(&mut self, room: &Room<'_>, cx: &mut RoomContext<'_, '_>) {
        self.receiving.tick(room, &mut self.ledger, cx);
        self.sending.tick(room, &mut self.ledger, cx);
        if !self.ledger.due(cx.now()) {
            return;
        }
        while self.sending.rows().count() + self.receiving.rows().count() > MAX_SHOWN
            && (self.receiving.drop_one() || self.sending.drop_one())
        {}
        let mut rows: Vec<Transfer> = self.sending.rows().chain(self.receiving.rows()).cloned().collect();
        rows.sort_unstable_by_key(|row| row.id);
        self.shown = rows.into();
        cx.show();
    }

    fn deadline(&self, _us: PeerId, now: Time) -> Option<Time> {
        let ops = soonest(self.sending.deadline(now), self.receiving.deadline());
        soonest(ops, self.ledger.deadline())
    }

    fn view(&self, view: &mut RoomView, _now: Time) {
        view.beside.files = self.shown.clone();
    }
}
