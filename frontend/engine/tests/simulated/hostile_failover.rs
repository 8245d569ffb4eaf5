//! Somebody whose connection works offers fresh ones without end: the one that is shown stays, and there is never a third.

use crate::anything::Page;
use crate::anything::proof::{confirm, connected, hear};
use crate::world::sdp::{self, Credentials};
use plenum_engine::api::event::{Channel, ConnectionEvent, Event, SocketEvent};
use plenum_engine::crypto::sealing::Path;
use plenum_engine::messaging::message::{ConnectionRequest, Description, DescriptionKind, LinkMessage, PeerMessage};
use plenum_shared::frame;
use plenum_shared::ids::Seat;

/// A message of the member's, over the server.
fn write(page: &mut Page, epoch: u32, message: &PeerMessage) {
    let us = page.us.expect("it has joined");
    for sealed in page.member.write(&us, Path::Server, epoch, message) {
        let message = frame::join(Seat { slot: 1, generation: 1 }, &sealed);
        page.hears(Event::Socket { socket: page.sockets[0], news: SocketEvent::Binary(message) });
    }
}

fn offer(page: &mut Page) -> PeerMessage {
    let theirs = Credentials { fingerprint: sdp::fingerprint(&mut page.rng), ufrag: "more".into() };
    let sdp = sdp::offer(&theirs, &mut page.rng).to_string();
    PeerMessage::Link(LinkMessage::Description(Description { kind: DescriptionKind::Offer, sdp }))
}

/// A page that sees the member.
fn together(seed: u64) -> Page {
    let (mut page, [ours, theirs]) = connected(seed);
    confirm(&mut page, Path::Channel, 1, &theirs, &ours);
    page
}

fn heartbeat(page: &mut Page) {
    page.now += 100;
    hear(page, ConnectionEvent::ChannelSaid(Channel::Heartbeats, vec![0; 8]));
}

#[test]
fn offers_without_end_open_no_third_connection_and_take_no_picture_away() {
    for seed in 0..20 {
        let mut page = together(seed);
        let shown = page.engine.view().people[0].streams.shown.map(|stream| stream.connection);
        assert!(shown.is_some());
        for round in 0..200 {
            let message = offer(&mut page);
            write(&mut page, 2 + round, &message);
            write(&mut page, 2 + round, &PeerMessage::Link(LinkMessage::Request { what: ConnectionRequest::Fresh }));
            heartbeat(&mut page);
            assert!(page.open.len() <= 2, "seed {seed}: {} connections", page.open.len());
            let now = page.engine.view().people[0].streams.shown.map(|stream| stream.connection);
            assert_eq!(now, shown, "seed {seed}: what has not proved itself is not shown");
        }
        let made = page.connections.len();
        assert!(made <= 1 + 8 + 10, "seed {seed}: {made} connections in twenty seconds");
    }
}

#[test]
fn fingerprints_by_the_old_channel_prove_no_fresh_connection() {
    let mut page = together(1);
    let message = offer(&mut page);
    write(&mut page, 2, &message);
    assert_eq!(page.open.len(), 2);
    let print = sdp::fingerprint(&mut page.rng);
    confirm(&mut page, Path::Channel, 2, &print, &print);
    assert_eq!((page.revealed, page.open.len()), (1, 2), "neither shown nor closed");
}
