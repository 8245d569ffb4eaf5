//! A page and a member whose connection works, up to the message that proves it.

use super::{Page, Promise};
use crate::world::sdp::{self, Credentials};
use plenum_engine::api::event::{Channel, ConnectionEvent, ConnectionState, Done, Event, Sdp, SocketEvent};
use plenum_engine::crypto::sealing::Path;
use plenum_engine::messaging::message::{Description, DescriptionKind, LinkMessage, PeerMessage};
use plenum_shared::frame;
use plenum_shared::ids::Seat;

/// A page that has offered, was answered, and whose channels are open: all but the proof. Gives both fingerprints.
pub fn connected(seed: u64) -> (Page, [String; 2]) {
    let mut page = Page::new(seed);
    page.meet_first();
    let us = page.us.expect("it has joined");
    let ours = Credentials { fingerprint: sdp::fingerprint(&mut page.rng), ufrag: "ours".into() };
    let theirs = Credentials { fingerprint: sdp::fingerprint(&mut page.rng), ufrag: "them".into() };
    let offer = Sdp(sdp::offer(&ours, &mut page.rng));
    keep(&mut page, Promise::Description, Done::Described(offer));
    let sdp = sdp::answer(&theirs, &mut page.rng).to_string();
    let message = PeerMessage::Link(LinkMessage::Description(Description { kind: DescriptionKind::Answer, sdp }));
    for sealed in page.member.write(&us, Path::Server, 1, &message) {
        let message = frame::join(Seat { slot: 1, generation: 1 }, &sealed);
        page.hears(Event::Socket { socket: page.sockets[0], news: SocketEvent::Binary(message) });
    }
    keep(&mut page, Promise::Plain, Done::Plain);
    for news in [
        ConnectionEvent::State(ConnectionState::Connected),
        ConnectionEvent::ChannelOpened(Channel::Messages),
        ConnectionEvent::ChannelOpened(Channel::Heartbeats),
        ConnectionEvent::ChannelSaid(Channel::Heartbeats, vec![0; 8]),
    ] {
        hear(&mut page, news);
    }
    (page, [ours.fingerprint, theirs.fingerprint])
}

/// Keeps every promise of this kind.
pub fn keep(page: &mut Page, kind: Promise, done: Done) {
    while let Some(at) = page.promises.iter().position(|(_, promise)| *promise == kind) {
        let (op, _) = page.promises.remove(at);
        page.hears(Event::Done { op, done: done.clone() });
    }
}

pub fn hear(page: &mut Page, news: ConnectionEvent) {
    let id = page.connections[0];
    page.hears(Event::Connection { id, news });
}

/// The member says both fingerprints, by this way.
pub fn confirm(page: &mut Page, path: Path, epoch: u32, mine: &str, yours: &str) {
    let us = page.us.expect("it has joined");
    let message = PeerMessage::Link(LinkMessage::Fingerprints { mine: mine.to_owned(), yours: yours.to_owned() });
    for sealed in page.member.write(&us, path, epoch, &message) {
        match path {
            Path::Server => {
                let message = frame::join(Seat { slot: 1, generation: 1 }, &sealed);
                page.hears(Event::Socket { socket: page.sockets[0], news: SocketEvent::Binary(message) });
            }
            _ => hear(page, ConnectionEvent::ChannelSaid(Channel::Messages, sealed)),
        }
    }
}
