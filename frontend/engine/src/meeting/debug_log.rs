//! What a meeting says of itself for the debug log: how things stand, in numbers.
//!
//! Invariant: no name, no address, no key and no link gets in here; people are called by the number of their tile.

use super::{Meeting, Stand};
use crate::base::time::Time;
use crate::room::participant::Peer;
use std::fmt::Write;

impl Meeting {
    /// A line for ourselves and one for each of the others.
    pub(super) fn say_how_it_is(&self, now: Time) -> String {
        let place = match self.stand {
            Stand::In { since } => format!("inside for {} ms", now.since(since)),
            Stand::Lobby => "in the lobby".to_owned(),
        };
        let (seats, unknown) = (self.seats.len(), self.signaling.unknown);
        let mut report =
            format!("{place}, line {:?}, {seats} others seated, {unknown} words unknown\n", self.signaling.view(now));
        for peer in self.peers.values() {
            let _ = writeln!(report, "{}", line(peer, now));
        }
        report
    }
}

fn line(peer: &Peer, now: Time) -> String {
    let status = peer.status.as_ref().map(|status| (status.presence, status.microphone, status.camera));
    let seated = if peer.seat.is_some() { "seated" } else { "not seated" };
    format!(
        "tile {}: {:?}, {seated}, says {status:?}, line {:?}, {}, {} bundles made no sense, {} messages went past a bound",
        peer.tile.0,
        peer.existence,
        peer.link_report.grade(),
        peer.link.report(now),
        peer.outbox.senseless,
        peer.outbox.unfit
    )
}
