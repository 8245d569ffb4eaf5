//! Private messages in a meeting: the one they are for reads them, nobody else does, and what does not arrive is not said to have.

use crate::world::World;
use crate::world::act::Act as Deed;
use crate::world::mallory::MALLORY;
use crate::world::meeting::Meeting;
use plenum_document::api::act::Act;
use plenum_document::records::content::{Chat, TEXT_BYTES};
use plenum_engine::api::intent::{Intent, PrivateIntent, Text};
use plenum_engine::api::view::{PrivateLine, PrivateState};
use plenum_engine::messaging::message::{PeerMessage, PrivateMessage};
use plenum_engine::private_messages::{LOST_MS, MAX_LINES};
use plenum_shared::ids::PeerId;

fn says(world: &mut World, from: usize, to: usize, text: &str) {
    let to = world.peer_of(to);
    writes(world, from, to, text);
}

fn writes(world: &mut World, from: usize, to: PeerId, text: &str) {
    let page = world.running_page(from);
    world.clicks(page, Intent::Private(PrivateIntent::Say { to, text: Text(text.into()) }));
}

fn lines(world: &World, who: usize) -> Vec<(String, PrivateState)> {
    let lines = world.pages[world.running_page(who)].view.beside.private.clone();
    lines.iter().map(|line: &PrivateLine| (line.text.to_string(), line.state)).collect()
}

#[test]
fn only_the_one_it_is_for_reads_it() {
    let mut world = Meeting::of(3).with_documents().begun();
    let ben = world.running_page(1);
    world.does(ben, Act::Chat(Chat::Say { text: "Für alle".into(), reply_to: None }));
    says(&mut world, 0, 1, "  Kommst du **nachher** mit?\u{202E} ");
    world.run(2_000);
    assert_eq!(lines(&world, 0), [("Kommst du **nachher** mit?".to_owned(), PrivateState::Received)]);
    assert_eq!(lines(&world, 1), [("Kommst du **nachher** mit?".to_owned(), PrivateState::Theirs)]);
    assert_eq!(lines(&world, 2), []);
    assert_eq!(world.pages[world.running_page(1)].view.beside.private[0].who, "Ada".into());
    // Nothing of it is in the document that all have.
    assert!((0..3).all(|who| world.pages[world.running_page(who)].worker.chat() == ["Für alle"]));
    says(&mut world, 0, 1, " \u{200B} ");
    says(&mut world, 0, 1, &"x".repeat(3 * TEXT_BYTES));
    world.run(2_000);
    assert_eq!(lines(&world, 1).len(), 2);
    assert_eq!(lines(&world, 1)[1].0.len(), TEXT_BYTES);
}

#[test]
fn what_is_under_way_reaches_whoever_reloads_and_is_lost_with_whoever_leaves() {
    let mut world = Meeting::of(2).begun();
    world.act(&Deed::Offline(1, 10_000));
    says(&mut world, 0, 1, "Bist du noch da?");
    world.run(3_000);
    assert_eq!(lines(&world, 0)[0].1, PrivateState::Sent);
    world.act(&Deed::Reload(1));
    world.run(30_000);
    assert_eq!(lines(&world, 1), [("Bist du noch da?".to_owned(), PrivateState::Theirs)]);
    assert_eq!(lines(&world, 0)[0].1, PrivateState::Received);

    let ben = world.peer_of(1);
    world.act(&Deed::PowerCut(1));
    writes(&mut world, 0, ben, "Und jetzt?");
    world.run(LOST_MS + 60_000);
    assert_eq!(lines(&world, 0)[1].1, PrivateState::Lost);
}

#[test]
fn nobody_can_flood_or_speak_for_another() {
    let mut world = World::two_talk_with_mallory(7);
    says(&mut world, 0, 1, "Unter uns");
    world.run(1_000);
    let number = world.pages[world.running_page(0)].view.beside.private[0].id.0;
    let write = |world: &mut World, message| world.guest_writes(MALLORY, 0, 0, &PeerMessage::Private(message));
    write(&mut world, PrivateMessage::Say { number: 1, text: "x".repeat(TEXT_BYTES + 1) });
    write(&mut world, PrivateMessage::Say { number: 2, text: "\u{200B}\n".into() });
    write(&mut world, PrivateMessage::Received { number });
    world.run(1_000);
    assert_eq!(lines(&world, 0), [("Unter uns".to_owned(), PrivateState::Received)]);
    // The same number twice is one line.
    for _ in 0..2 {
        write(&mut world, PrivateMessage::Say { number: 3, text: "<b>hallo</b>".into() });
    }
    world.run(1_000);
    assert_eq!(lines(&world, 0)[1], ("<b>hallo</b>".to_owned(), PrivateState::Theirs));
    assert_eq!(lines(&world, 0).len(), 2);
    for number in 0..2_000 {
        write(&mut world, PrivateMessage::Say { number: 100 + number, text: "noch eins".into() });
        world.run(10);
    }
    // Twenty at once and then two a second, for twenty seconds.
    assert!((40..=70).contains(&lines(&world, 0).len()), "{}", lines(&world, 0).len());
    world.unharmed();
}

#[test]
fn no_more_is_kept_than_can_be_read() {
    let mut world = Meeting::of(2).begun();
    for number in 0..MAX_LINES + 20 {
        says(&mut world, 0, 1, &format!("Zeile {number}"));
        world.run(500);
    }
    world.run(2_000);
    assert_eq!([0, 1].map(|who| lines(&world, who).len()), [MAX_LINES; 2]);
    assert_eq!(lines(&world, 1)[0].0, "Zeile 20");
}
