//! Text that is shown while it is being written: captions for all, lines of the chat of whoever wants it, and nothing of it stays.

use crate::world::World;
use crate::world::act::Act as Deed;
use crate::world::mallory::MALLORY;
use crate::world::meeting::Meeting;
use plenum_engine::api::intent::{AppIntent, LiveTextIntent, Text};
use plenum_engine::api::values::TextChannel::{self, Captions, Chat, Unknown};
use plenum_engine::api::view::{LiveLine, LiveText, News};
use plenum_engine::live_text::{CAPTION_MS, CAPTIONED_MS, CHAT_MS, LIVE_TEXT_BYTES, PAUSE_MS, SHOWN, SHOWN_CHAT};
use plenum_engine::messaging::message::{LiveTextMessage, PeerMessage};

fn writes(world: &mut World, who: usize, channel: TextChannel, text: &str) {
    let page = world.running_page(who);
    world.clicks(page, LiveTextIntent::Write(channel, Text(text.into())).into());
}

fn ends(world: &mut World, who: usize) {
    let page = world.running_page(who);
    world.clicks(page, LiveTextIntent::End(Captions).into());
}

fn types_live(world: &mut World, who: usize, on: bool) {
    let page = world.running_page(who);
    world.clicks(page, AppIntent::SetLiveTyping(on).into());
}

fn shown(world: &World, who: usize) -> LiveText {
    world.pages[world.running_page(who)].view.beside.live_text.clone()
}

/// Who writes, what, and a full stop if it is done.
fn lines(lines: &[LiveLine]) -> Vec<String> {
    let of = |line: &LiveLine| {
        let who = line.who.as_ref().map_or("we", |who| &**who);
        [who, ": ", &*line.text, if line.done { "." } else { "" }].concat()
    };
    lines.iter().map(of).collect()
}

fn captions(world: &World, who: usize) -> Vec<String> {
    lines(&shown(world, who).captions)
}

fn chat(world: &World, who: usize) -> Vec<String> {
    lines(&shown(world, who).chat)
}

#[test]
fn captions_grow_with_all_the_others_and_go() {
    let mut world = Meeting::of(3).begun();
    writes(&mut world, 0, Captions, "Good");
    world.run(400);
    writes(&mut world, 0, Captions, "Good morning");
    writes(&mut world, 1, Captions, "Guten Morgen");
    world.run(500);
    assert_eq!(captions(&world, 2), ["Ada: Good morning", "Ben: Guten Morgen"]);
    assert_eq!(captions(&world, 0), ["we: Good morning", "Ben: Guten Morgen"]);
    ends(&mut world, 0);
    writes(&mut world, 0, Captions, "all");
    world.run(500);
    assert_eq!(captions(&world, 2), ["Ada: Good morning.", "Ben: Guten Morgen", "Ada: all"]);
    // What nobody writes on is done by itself, and the field of whoever wrote it is empty again.
    world.run(PAUSE_MS);
    assert_eq!(captions(&world, 2), ["Ada: Good morning.", "Ben: Guten Morgen.", "Ada: all."]);
    assert_eq!([0, 1, 2].map(|who| shown(&world, who).ended), [2, 1, 0]);
    world.run(CAPTION_MS + 1_000);
    assert!((0..3).all(|who| captions(&world, who).is_empty() && shown(&world, who).captioned));
    world.run(CAPTIONED_MS);
    assert!((0..3).all(|who| !shown(&world, who).captioned));
}

#[test]
fn that_somebody_writes_captions_is_said_once() {
    let mut world = Meeting::of(3).begun();
    world.run(20_000);
    let mut said = Vec::new();
    for text in ["one", "one two", "", "three"] {
        for writer in [1, 2] {
            writes(&mut world, writer, Captions, text);
            world.run(1_000);
            let announcement = world.pages[world.running_page(0)].view.announcement.clone();
            said.extend(announcement.filter(|said| matches!(said.what, News::Captions(_))));
        }
    }
    said.dedup();
    assert_eq!(said.iter().map(|said| said.what.clone()).collect::<Vec<_>>(), [News::Captions("Ben".into())]);
    assert!(shown(&world, 0).captioned);
    let alone = world.pages[world.running_page(0)].view.clone();
    assert!(!alone.me.preferences.captions.shown, "they come on for nobody by themselves");
}

#[test]
fn a_line_of_the_chat_is_seen_by_letters_only_of_whoever_wants_that() {
    let mut world = Meeting::of(3).with_documents().begun();
    writes(&mut world, 0, Chat, "My secret thought");
    world.run(2_000);
    assert!((0..3).all(|who| chat(&world, who).is_empty()));
    types_live(&mut world, 0, true);
    writes(&mut world, 0, Chat, "I would\nsay");
    world.run(1_000);
    assert_eq!(
        [0, 1, 2].map(|who| chat(&world, who)),
        [vec![], vec!["Ada: I would say".to_owned()], vec!["Ada: I would say".to_owned()]]
    );
    assert!((0..3).all(|who| captions(&world, who).is_empty() && !shown(&world, who).captioned));
    // It was sent, or taken back.
    writes(&mut world, 0, Chat, "");
    world.run(1_000);
    assert!((1..3).all(|who| chat(&world, who).is_empty()));
    writes(&mut world, 0, Chat, "and now");
    world.run(1_000);
    assert_eq!(chat(&world, 1), ["Ada: and now"]);
    types_live(&mut world, 0, false);
    world.run(1_000);
    assert!(chat(&world, 1).is_empty());
    // Nothing of it is in what all have.
    assert!((0..3).all(|who| world.pages[world.running_page(who)].worker.chat().is_empty()));
}

#[test]
fn what_is_lost_on_the_way_is_said_anew_and_whoever_leaves_takes_their_line_along() {
    let mut world = Meeting::of(2).begun();
    types_live(&mut world, 0, true);
    writes(&mut world, 0, Captions, "before");
    writes(&mut world, 0, Chat, "hm");
    world.run(500);
    world.act(&Deed::Offline(1, 3_000));
    ends(&mut world, 0);
    for text in ["w", "wh", "whi", "whil", "while"] {
        writes(&mut world, 0, Captions, text);
        world.run(400);
    }
    assert_eq!(captions(&world, 1), ["Ada: before"]);
    world.run(6_000);
    assert_eq!(captions(&world, 1), ["Ada: before.", "Ada: while."]);
    assert_eq!(chat(&world, 1), ["Ada: hm"]);
    world.act(&Deed::Reload(0));
    world.run(5_000);
    assert!(captions(&world, 1).is_empty() && chat(&world, 1).is_empty());
    writes(&mut world, 0, Captions, "back");
    world.run(1_000);
    assert_eq!(captions(&world, 1), ["Ada: back"]);
}

#[test]
fn whatever_somebody_hostile_writes_is_a_few_lines_of_text() {
    let mut world = World::two_talk_with_mallory(11);
    let write = |world: &mut World, channel, line, revision, text: &str, done| {
        let message = LiveTextMessage::Line { channel, line, revision, text: text.into(), done };
        world.guest_writes(MALLORY, 0, 0, &PeerMessage::LiveText(message));
    };
    write(&mut world, Captions, 0, 1, &"x".repeat(LIVE_TEXT_BYTES + 1), false);
    write(&mut world, Unknown, 0, 2, "elsewhere", false);
    write(&mut world, Captions, 7, 3, "\u{200B}\n \u{202E}", true);
    world.run(1_000);
    assert_eq!((captions(&world, 0), chat(&world, 0)), (vec![], vec![]));
    write(&mut world, Captions, 8, 4, "<img src=x>\u{202E}\n\nhallo", false);
    write(&mut world, Captions, 8, 3, "older", false);
    write(&mut world, Captions, 3, 90, "of long ago", true);
    world.run(1_000);
    assert_eq!(captions(&world, 0), ["Mallory: of long ago.", "Mallory: <img src=x> hallo"]);
    let mut ids = std::collections::BTreeSet::new();
    for number in 0..2_000_u32 {
        write(&mut world, Captions, 100 + number, 100 + number, "more", true);
        write(&mut world, Chat, number, 100 + number, "more", false);
        world.run(10);
        let shown = shown(&world, 0);
        assert!(shown.captions.len() <= SHOWN && shown.chat.len() <= SHOWN_CHAT);
        ids.extend(shown.captions.iter().chain(&*shown.chat).map(|line| line.id));
    }
    // Twenty at once and then four a second, for twenty seconds.
    assert!((80..=115).contains(&ids.len()), "{}", ids.len());
    world.unharmed();
    world.run(CHAT_MS + CAPTION_MS);
    assert_eq!((captions(&world, 0), chat(&world, 0)), (vec![], vec![]));
}
