//! Sending at the end of an event: what was written to the others goes out, through the server no faster than the server reads.

use super::Meeting;
use crate::api::context::Context;
use crate::base::time::Time;
use crate::messaging::pacing::Pacer;
use plenum_shared::ids::PeerId;
use plenum_shared::message::Limits;

/// What the server still reads from us, and who waits for it.
pub struct Sending {
    pacer: Pacer,
    /// Who was the first that had to wait.
    first: Option<PeerId>,
}

impl Sending {
    /// A seat from which nothing was sent yet.
    pub fn new() -> Sending {
        Sending { pacer: Pacer::new(), first: None }
    }

    /// What `welcome` says.
    pub fn limit(&mut self, limits: &Limits, now: Time) {
        self.pacer.limit(limits, now);
    }

    /// When something that waits may go.
    pub fn deadline(&self) -> Option<Time> {
        self.pacer.deadline()
    }
}

impl Meeting {
    /// Empties everybody's outbox. Whoever had to wait first is served first.
    pub(super) fn flush(&mut self, cx: &mut Context) {
        let socket = self.membership.signaling.seated();
        let Sending { pacer, first } = &mut self.sending;
        pacer.ask();
        let from = first.take();
        let waits = |id: &PeerId| from.is_some_and(|from| *id < from);
        let (later, sooner): (Vec<PeerId>, Vec<PeerId>) = self.peers.keys().partition(|id| waits(id));
        for id in sooner.into_iter().chain(later) {
            let Some(peer) = self.peers.get_mut(&id) else { continue };
            let transports = peer.transports(socket, cx.now);
            peer.outbox.flush(transports, pacer, cx);
            if let Some(by) = peer.link.bulk(cx.now) {
                for body in peer.streams.flush(Some(by), cx.now) {
                    peer.outbox.send_bulk(by, &body, cx);
                }
            } else {
                peer.streams.flush(None, cx.now);
            }
            if pacer.deadline().is_some() && first.is_none() {
                *first = Some(id);
            }
        }
    }
}
