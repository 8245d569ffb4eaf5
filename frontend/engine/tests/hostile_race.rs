//! Somebody whose connection works offers fresh ones without end: the one that is shown stays, and there is never a third.

mod anything;
mod world;

use anything::Page;
use anything::proof::{confirm, connected, hear};
use plenum_engine::event::{Channel, ConnectionNews, Event, LineNews};
use plenum_engine::letter::{Description, DescriptionKind, Letter, Wish};
use plenum_engine::seal::Layer;
use plenum_shared::frame;
use plenum_shared::ids::Seat;
use world::sdp::{self, Credentials};

/// A letter of the member's, over the server.
fn write(page: &mut Page, epoch: u32, letter: &Letter) {
    let us = page.us.expect("it has joined");
    for sealed in page.member.write(&us, Layer::Server, epoch, letter) {
        let letter = frame::join(Seat { slot: 1, generation: 1 }, &sealed);
        page.hears(Event::Line { line: page.lines[0], news: LineNews::Binary(letter) });
    }
}

fn offer(page: &mut Page) -> Letter {
    let theirs = Credentials { fingerprint: sdp::fingerprint(&mut page.dice), ufrag: "more".into() };
    let sdp = sdp::offer(&theirs, &mut page.dice).to_string();
    Letter::Description(Description { kind: DescriptionKind::Offer, sdp })
}

/// A page that sees the member.
fn together(seed: u64) -> Page {
    let (mut page, [ours, theirs]) = connected(seed);
    confirm(&mut page, Layer::Channel, 1, &theirs, &ours);
    page
}

fn beat(page: &mut Page) {
    page.now += 100;
    hear(page, ConnectionNews::ChannelSaid(Channel::Beats, vec![0; 8]));
}

#[test]
fn offers_without_end_open_no_third_connection_and_take_no_picture_away() {
    for seed in 0..20 {
        let mut page = together(seed);
        let shown = page.engine.view().people[0].stream.map(|stream| stream.connection);
        assert!(shown.is_some());
        for round in 0..200 {
            let letter = offer(&mut page);
            write(&mut page, 2 + round, &letter);
            write(&mut page, 2 + round, &Letter::Ask { what: Wish::Fresh });
            beat(&mut page);
            assert!(page.open.len() <= 2, "seed {seed}: {} connections", page.open.len());
            let now = page.engine.view().people[0].stream.map(|stream| stream.connection);
            assert_eq!(now, shown, "seed {seed}: what has not proved itself is not shown");
        }
        let made = page.connections.len();
        assert!(made <= 1 + 8 + 10, "seed {seed}: {made} connections in twenty seconds");
    }
}

#[test]
fn a_fingerprint_letter_by_the_old_channel_proves_no_fresh_connection() {
    let mut page = together(1);
    let letter = offer(&mut page);
    write(&mut page, 2, &letter);
    assert_eq!(page.open.len(), 2);
    let print = sdp::fingerprint(&mut page.dice);
    confirm(&mut page, Layer::Channel, 2, &print, &print);
    assert_eq!((page.revealed, page.open.len()), (1, 2), "neither shown nor closed");
}
