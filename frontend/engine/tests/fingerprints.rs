//! Nothing is seen or heard before the letter that names both fingerprints of the descriptions that are really applied.

mod anything;
mod world;

use anything::{Page, Promise};
use plenum_engine::event::{Channel, ConnectionNews, ConnectionState, Done, Event, LineNews, Sdp};
use plenum_engine::letter::{Description, DescriptionKind, Letter};
use plenum_engine::seal::Layer;
use plenum_shared::frame;
use plenum_shared::ids::Seat;
use world::sdp::{self, Credentials};

/// A page that has offered, was answered, and whose channels are open: all but the proof. Gives both fingerprints.
fn connected(seed: u64) -> (Page, [String; 2]) {
    let mut page = Page::new(seed);
    page.keep_promises();
    page.meet_first();
    let us = page.us.expect("it has joined");
    let ours = Credentials { fingerprint: sdp::fingerprint(&mut page.dice), ufrag: "ours".into() };
    let theirs = Credentials { fingerprint: sdp::fingerprint(&mut page.dice), ufrag: "them".into() };
    let offer = Sdp(sdp::offer(&ours, &mut page.dice));
    keep(&mut page, Promise::Description, Done::Described(offer));
    let sdp = sdp::answer(&theirs, &mut page.dice).to_string();
    let letter = Letter::Description(Description { kind: DescriptionKind::Answer, sdp });
    for sealed in page.member.write(&us, Layer::Server, 1, &letter) {
        let letter = frame::join(Seat { slot: 1, generation: 1 }, &sealed);
        page.hears(Event::Line { line: page.lines[0], news: LineNews::Binary(letter) });
    }
    keep(&mut page, Promise::Plain, Done::Plain);
    for news in [
        ConnectionNews::State(ConnectionState::Connected),
        ConnectionNews::ChannelOpened(Channel::Letters),
        ConnectionNews::ChannelOpened(Channel::Beats),
        ConnectionNews::ChannelSaid(Channel::Beats, vec![0; 8]),
    ] {
        hear(&mut page, news);
    }
    (page, [ours.fingerprint, theirs.fingerprint])
}

/// Keeps every promise of this kind.
fn keep(page: &mut Page, kind: Promise, done: Done) {
    while let Some(at) = page.promises.iter().position(|(_, promise)| *promise == kind) {
        let (op, _) = page.promises.remove(at);
        page.hears(Event::Done { op, done: done.clone() });
    }
}

fn hear(page: &mut Page, news: ConnectionNews) {
    let id = page.connections[0];
    page.hears(Event::Connection { id, news });
}

/// The member says both fingerprints, by this way.
fn confirm(page: &mut Page, layer: Layer, epoch: u32, mine: &str, yours: &str) {
    let us = page.us.expect("it has joined");
    let letter = Letter::Fingerprints { mine: mine.to_owned(), yours: yours.to_owned() };
    for sealed in page.member.write(&us, layer, epoch, &letter) {
        match layer {
            Layer::Server => {
                let letter = frame::join(Seat { slot: 1, generation: 1 }, &sealed);
                page.hears(Event::Line { line: page.lines[0], news: LineNews::Binary(letter) });
            }
            _ => hear(page, ConnectionNews::ChannelSaid(Channel::Letters, sealed)),
        }
    }
}

fn stream(page: &Page) -> bool {
    page.engine.view().people.iter().any(|shown| shown.stream.is_some())
}

#[test]
fn the_right_letter_reveals() {
    let (mut page, [ours, theirs]) = connected(1);
    assert!(page.revealed == 0 && !stream(&page), "dark and silent before it");
    confirm(&mut page, Layer::Channel, 1, &theirs, &ours);
    assert!(page.revealed == 1 && stream(&page));
}

#[test]
fn a_letter_with_another_fingerprint_reveals_nothing() {
    for wrong in 0..5 {
        let (mut page, [ours, theirs]) = connected(2);
        let other = sdp::fingerprint(&mut page.dice);
        let (mine, yours) = match wrong {
            0 => (&other, &ours),
            1 => (&theirs, &other),
            2 => (&ours, &theirs),
            3 => (&ours, &ours),
            _ => (&other, &other),
        };
        confirm(&mut page, Layer::Channel, 1, mine, yours);
        assert!(page.revealed == 0 && !stream(&page), "variant {wrong}");
        // What was answered by somebody else does not become right by the right letter afterwards.
        confirm(&mut page, Layer::Channel, 1, &theirs, &ours);
        assert!(page.revealed == 0 && !stream(&page), "variant {wrong}, then the right one");
    }
}

#[test]
fn the_right_letter_by_another_way_reveals_nothing() {
    let (mut page, [ours, theirs]) = connected(3);
    confirm(&mut page, Layer::Server, 1, &theirs, &ours);
    confirm(&mut page, Layer::Channel, 2, &theirs, &ours);
    assert!(page.revealed == 0 && !stream(&page), "by the server, or about another epoch");
    confirm(&mut page, Layer::Channel, 1, &theirs, &ours);
    assert_eq!(page.revealed, 1);
}
