//! The room document, as far as the engine knows of it: its messages travel over streams of the bulk channel, and what they
//! say is for the worker alone.

use crate::api::document::{DocumentCommand, DocumentEvent};
use crate::api::effect::Effect;
use crate::messaging::fragment::{StreamId, Topic};
use crate::messaging::streams::Received;
use crate::room::feature::{Feature, Room, RoomContext, RoomOccurrence, StreamOccurrence};
use plenum_shared::ids::PeerId;
use std::collections::BTreeSet;

/// Carries messages between the worker and the others.
#[derive(Debug, Default)]
pub struct DocumentRelay {
    /// Of whom the worker knows.
    met: BTreeSet<PeerId>,
}

impl Feature for DocumentRelay {
    fn occurrence(&mut self, what: &RoomOccurrence<'_>, room: &Room<'_>, cx: &mut RoomContext<'_, '_>) -> bool {
        match what {
            RoomOccurrence::Document(DocumentEvent::Send { to, bytes }) => {
                cx.stream(to, Topic::DOCUMENT, bytes.clone());
            }
            RoomOccurrence::Document(DocumentEvent::Taken { from, stream }) => cx.taken(from, StreamId(*stream)),
            RoomOccurrence::Stream(id, what) => self.stream(id, *what, cx),
            RoomOccurrence::Forgotten(id) => self.forget(id, cx),
            RoomOccurrence::Closing => {
                let all: Vec<PeerId> = room.peers.keys().copied().collect();
                all.iter().for_each(|id| self.forget(id, cx));
            }
            RoomOccurrence::Resumed { .. }
            | RoomOccurrence::Stats(..)
            | RoomOccurrence::Op(..)
            | RoomOccurrence::Loudness(_) => {}
        }
        false
    }

    /// Tells the worker who can be reached, as soon as that is so, and who is gone.
    fn tick(&mut self, room: &Room<'_>, cx: &mut RoomContext<'_, '_>) {
        for (id, peer) in room.peers {
            let known = self.met.contains(id);
            if !known && room.inside && peer.person.inside() && peer.streams.ready() {
                self.met.insert(*id);
                tell(DocumentCommand::Resynchronise(*id), cx);
            } else if known && peer.person.absent().is_some() {
                self.forget(id, cx);
            }
        }
    }
}

impl DocumentRelay {
    fn stream(&self, id: &PeerId, what: StreamOccurrence<'_>, cx: &mut RoomContext<'_, '_>) {
        match what {
            StreamOccurrence::Received(Received { stream, topic: Topic::DOCUMENT, body }) => {
                let (from, stream, bytes) = (*id, stream.0, body.as_slice().into());
                tell(DocumentCommand::Receive { from, stream, bytes }, cx);
            }
            StreamOccurrence::Ready if self.met.contains(id) => tell(DocumentCommand::Ready(*id), cx),
            StreamOccurrence::Refused(Topic::DOCUMENT) => tell(DocumentCommand::Resynchronise(*id), cx),
            StreamOccurrence::Received(_) | StreamOccurrence::Ready | StreamOccurrence::Refused(_) => {}
        }
    }

    fn forget(&mut self, id: &PeerId, cx: &mut RoomContext<'_, '_>) {
        if self.met.remove(id) {
            tell(DocumentCommand::Forget(*id), cx);
        }
    }
}

fn tell(command: DocumentCommand, cx: &mut RoomContext<'_, '_>) {
    cx.cx.effect(Effect::Document(command));
}
