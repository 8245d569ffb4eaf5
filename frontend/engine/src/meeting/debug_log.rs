//! What a meeting says of itself for the debug log: how things stand, in numbers.
//!
//! Invariant: no name, no address, no key and no link gets in here; people are called by the number of their tile.

use super::Meeting;
use crate::base::time::Time;
use crate::room::peer::Peer;
use std::fmt::Write;

impl Meeting {
    /// A line for ourselves, one for each of the others, and what features have to say.
    pub(super) fn debug_log(&self, now: Time) -> String {
        let place = match self.own.entered() {
            Some(since) => format!("inside for {} ms", now.since(since)),
            None => "in the lobby".to_owned(),
        };
        let (seats, unknown) = (self.membership.seats.len(), self.membership.signaling.unknown);
        let mut report = format!(
            "{place}, signaling {:?}, {seats} others seated, {unknown} unknown messages or fields\n",
            self.membership.signaling.view(now)
        );
        for peer in self.peers.values() {
            let _ = writeln!(report, "{}", line(peer, now));
        }
        self.features.report(&mut report);
        report
    }
}

fn line(peer: &Peer, now: Time) -> String {
    let status = peer.person.status.as_ref().map(|status| (status.presence, status.microphone, status.camera));
    let seated = if peer.member.seat.is_some() { "seated" } else { "not seated" };
    format!(
        "tile {}: {:?}, {seated}, says {status:?}, {}, {} bundles and {} fragments made no sense, {} messages went past a bound",
        peer.person.tile.0,
        peer.person.existence,
        peer.link.report(now),
        peer.outbox.senseless,
        peer.streams.senseless(),
        peer.outbox.unfit
    )
}
