//! A page and a member whose connection works, up to the letter that proves it.

use super::{Page, Promise};
use crate::world::sdp::{self, Credentials};
use plenum_engine::event::{Channel, ConnectionNews, ConnectionState, Done, Event, LineNews, Sdp};
use plenum_engine::letter::{Description, DescriptionKind, Letter};
use plenum_engine::seal::Layer;
use plenum_shared::frame;
use plenum_shared::ids::Seat;

/// A page that has offered, was answered, and whose channels are open: all but the proof. Gives both fingerprints.
pub fn connected(seed: u64) -> (Page, [String; 2]) {
    let mut page = Page::new(seed);
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
pub fn keep(page: &mut Page, kind: Promise, done: Done) {
    while let Some(at) = page.promises.iter().position(|(_, promise)| *promise == kind) {
        let (op, _) = page.promises.remove(at);
        page.hears(Event::Done { op, done: done.clone() });
    }
}

pub fn hear(page: &mut Page, news: ConnectionNews) {
    let id = page.connections[0];
    page.hears(Event::Connection { id, news });
}

/// The member says both fingerprints, by this way.
pub fn confirm(page: &mut Page, layer: Layer, epoch: u32, mine: &str, yours: &str) {
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
