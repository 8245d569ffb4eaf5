//! What is news: what others write while one is in the room, and nothing that was there before or that one wrote oneself.

#![allow(clippy::unwrap_used)]

mod world;

use plenum_document::api::act::{Act, CheckInAct, DecisionAct, PadAct};
use plenum_document::api::event::Event;
use plenum_document::api::news::{News, Part};
use plenum_document::base::ids::{PadId, RecordId};
use plenum_document::base::time::Time;
use plenum_document::records::content::{Agenda, Answer, Chat, Content, List, Method, Wish};
use plenum_document::sync::message::{LogState, Message};
use world::room::{act, room, say};
use world::{BEGIN, Replica, World, key_of, signed, signing_key};

fn unread(world: &mut World, at: usize) -> u32 {
    world.replicas[at].view().chat.value.unread
}

fn lines(world: &mut World, at: usize) -> usize {
    world.replicas[at].view().chat.value.lines.len()
}

/// What a page has kept by now.
fn copy(world: &mut World, at: usize) -> Vec<u8> {
    world.event(at, Event::Flush);
    world.replicas[at].copies.last().cloned().unwrap()
}

/// Somebody comes in; nobody has met them yet.
fn come(world: &mut World, n: u8) -> usize {
    let (seed, now) = (world.chance.bytes(), world.now);
    world.replicas.push(Replica::new(n, seed, None, now));
    world.replicas.len() - 1
}

fn meet_all(world: &mut World, at: usize) {
    (0..world.replicas.len()).filter(|other| *other != at).for_each(|other| world.connect(at, other));
    world.quiesce();
}

#[test]
fn whoever_comes_in_has_read_what_was_there_and_nothing_that_comes() {
    let mut world = room(&["Ada", "Ben"]);
    for text in ["eins", "zwei", "drei"] {
        say(&mut world, 0, text);
    }
    let cem = come(&mut world, 2);
    // Said while nobody could be reached yet: it is there when they meet, and news all the same.
    say(&mut world, 1, "Hallo Cem");
    meet_all(&mut world, cem);
    assert_eq!((lines(&mut world, cem), unread(&mut world, cem)), (4, 1));
    say(&mut world, 0, "vier");
    assert_eq!([0, 1, cem].map(|at| unread(&mut world, at)), [1, 4, 2]);
}

#[test]
fn what_was_kept_of_an_earlier_meeting_is_no_news() {
    let mut world = room(&["Ada", "Ben"]);
    let first = say(&mut world, 0, "eins");
    act(&mut world, 1, Act::Read(first));
    say(&mut world, 0, "zwei");
    let kept = copy(&mut world, 1);
    world.now = world.now + 86_400_000;
    let cem = come(&mut world, 2);
    world.event(cem, Event::Merge { bytes: kept });
    assert_eq!((lines(&mut world, cem), unread(&mut world, cem)), (2, 0));
    meet_all(&mut world, cem);
    assert_eq!(unread(&mut world, cem), 0);
}

#[test]
fn after_a_reload_what_was_read_stays_read_and_ones_own_lines_are_ones_own() {
    for keeps in [true, false] {
        let mut world = room(&["Ada", "Ben"]);
        say(&mut world, 0, "von mir");
        let read = say(&mut world, 1, "gelesen");
        act(&mut world, 0, Act::Read(read));
        say(&mut world, 0, "wieder von mir");
        let kept = copy(&mut world, 0);
        say(&mut world, 1, "inzwischen");
        world.reload(0, 40, None);
        if keeps {
            world.event(0, Event::Merge { bytes: kept });
        }
        // Nothing is signed yet, so that nobody knows that she is the same.
        while let Some(link) = world.links.keys().next().copied() {
            world.deliver(link);
        }
        let news = u32::from(keeps);
        assert_eq!((lines(&mut world, 0), unread(&mut world, 0)), (4, news));
        world.quiesce();
        assert_eq!(unread(&mut world, 0), news);
        say(&mut world, 1, "danach");
        assert_eq!(unread(&mut world, 0), news + 1);
    }
}

#[test]
fn neither_a_clock_that_goes_wrong_nor_a_claim_takes_from_what_is_news() {
    let mut world = room(&["Ada", "Ben"]);
    // Ben's clock is behind by an hour.
    let now = std::mem::replace(&mut world.now, Time(BEGIN.0 - 3_600_000));
    say(&mut world, 1, "spät");
    world.now = now;
    assert_eq!(unread(&mut world, 0), 1);
    // Somebody comes and says that they had what Ben is going to write.
    let mallory = key_of(&signing_key(9));
    world.event(0, Event::Came(mallory));
    let ben = world.replicas[1].us;
    let logs = (0..=u32::from(u16::MAX) / 2).map(|log| LogState { author: ben, log, count: u32::MAX, digest: [0; 8] });
    let claim = Message::Vector { ask: false, logs: logs.collect(), pads: Vec::new() }.encode();
    world.event(0, Event::Bytes { from: mallory, bytes: claim });
    say(&mut world, 1, "noch eins");
    let text = Chat::Say { text: "und noch eins".to_owned(), reply_to: None };
    let record = signed(&signing_key(1), 5, 0, 90, &Content::Chat(text));
    world.event(0, Event::Bytes { from: mallory, bytes: Message::Records(vec![&record]).encode() });
    assert_eq!((lines(&mut world, 0), unread(&mut world, 0)), (3, 3));
    let last: RecordId = world.replicas[0].view().chat.value.lines[2].id;
    act(&mut world, 0, Act::Read(last));
    assert_eq!(unread(&mut world, 0), 0);
}

#[test]
fn an_answer_that_overtakes_its_question_brings_no_news() {
    let mut world = room(&["Ada"]);
    world.now = world.now + 60_000;
    let cem = come(&mut world, 2);
    let dora = signing_key(7);
    let from = key_of(&dora);
    let said = |sequence, text: &str| {
        let content = Content::Chat(Chat::Say { text: text.to_owned(), reply_to: None });
        signed(&dora, 0, sequence, 1 + u64::from(sequence), &content)
    };
    let (before, after) = (said(0, "vorher"), said(1, "nachher"));
    world.event(cem, Event::Came(from));
    world.event(cem, Event::Bytes { from, bytes: Message::Records(vec![&before, &after]).encode() });
    // Nothing is told over the tiles that may turn out to be old a moment later.
    assert_eq!((lines(&mut world, cem), unread(&mut world, cem)), (2, 0));
    // What they had when we met has the first, and not the second.
    let logs = vec![LogState { author: from, log: 0, count: 1, digest: [0; 8] }];
    let vector = Message::Vector { ask: false, logs, pads: Vec::new() }.encode();
    world.event(cem, Event::Bytes { from, bytes: vector });
    assert_eq!(unread(&mut world, cem), 1);
}

const NONE: News = News { notes: false, agenda: false };
const NOTES: News = News { notes: true, agenda: false };
const AGENDA: News = News { notes: false, agenda: true };
const BOTH: News = News { notes: true, agenda: true };

fn news(world: &mut World, at: usize) -> News {
    *world.replicas[at].view().news.value
}

/// What everybody sees, and then nobody any more.
fn all_look(world: &mut World) -> Vec<News> {
    (0..world.replicas.len())
        .map(|at| {
            let seen = news(world, at);
            let looks = [Some(Part::Notes), Some(Part::Agenda), None];
            looks.into_iter().for_each(|part| world.act(at, Act::Look(part)));
            assert!(news(world, at) == NONE);
            seen
        })
        .collect()
}

/// Somebody writes into the notes, and all read it.
fn note(world: &mut World, at: usize, text: &str) {
    edit(world, at, PadAct::Append { pad: PadId::default(), text: text.to_owned() });
}

fn edit(world: &mut World, at: usize, what: PadAct) {
    act(world, at, Act::Pad(what));
    for _ in 0..2 {
        (0..world.replicas.len()).for_each(|at| world.event(at, Event::Tick));
        world.quiesce();
    }
}

fn length(world: &mut World, at: usize) -> u32 {
    world.replicas[at].view().pads.value[0].length
}

fn item(world: &mut World, at: usize, title: &str) {
    act(world, at, Act::Agenda(Agenda::Add { title: title.to_owned(), minutes: 5 }));
}

fn propose(world: &mut World, at: usize) -> RecordId {
    let (text, method, options) = ("Kaffee?".to_owned(), Method::Consent, Vec::new());
    act(world, at, Act::Decision(DecisionAct::Propose { text, method, options, hidden: false }));
    world.replicas[at].view().decisions.value.last().unwrap().id
}

#[test]
fn what_others_write_marks_its_tab_until_one_looks_and_ones_own_never_does() {
    let mut world = room(&["Ada", "Ben"]);
    all_look(&mut world);
    note(&mut world, 0, "Protokoll");
    assert_eq!(all_look(&mut world), [NONE, NOTES]);
    act(&mut world, 1, Act::Pad(PadAct::Make { name: "Küche".to_owned() }));
    assert_eq!(all_look(&mut world), [NOTES, NONE]);
    item(&mut world, 1, "Finanzen");
    assert_eq!(all_look(&mut world), [AGENDA, NONE]);
    let proposal = propose(&mut world, 0);
    note(&mut world, 0, "mehr");
    assert_eq!(all_look(&mut world), [NONE, BOTH]);
    act(&mut world, 1, Act::Decision(DecisionAct::Close { proposal }));
    assert_eq!(all_look(&mut world), [AGENDA, NONE]);
    act(&mut world, 1, Act::CheckIn(CheckInAct::Begin { seconds: 60 }));
    assert_eq!(all_look(&mut world), [AGENDA, NONE]);
    // Whoever looks at one has not looked at the other.
    note(&mut world, 0, "und mehr");
    item(&mut world, 0, "Termine");
    world.act(1, Act::Look(Some(Part::Agenda)));
    assert!(news(&mut world, 1) == NOTES);
    // What comes while one looks is seen.
    item(&mut world, 0, "Sonstiges");
    assert!(news(&mut world, 1) == NOTES);
    world.act(1, Act::Look(Some(Part::Notes)));
    note(&mut world, 0, "und noch mehr");
    assert!(news(&mut world, 1) == NONE);
    item(&mut world, 0, "Kasse");
    assert!(news(&mut world, 1) == AGENDA);
    world.act(1, Act::Look(None));
    note(&mut world, 0, "und das Ende");
    assert!(news(&mut world, 1) == BOTH);
}

#[test]
fn answers_turns_and_what_is_only_taken_out_call_nobody() {
    let mut world = room(&["Ada", "Ben"]);
    let proposal = propose(&mut world, 0);
    act(&mut world, 0, Act::CheckIn(CheckInAct::Begin { seconds: 60 }));
    note(&mut world, 0, "Protokoll");
    all_look(&mut world);
    act(&mut world, 1, Act::Decision(DecisionAct::Answer { proposal, answer: Answer::Agree }));
    act(&mut world, 1, Act::CheckIn(CheckInAct::Next));
    act(&mut world, 1, Act::List(List::Raise { wish: Wish::Contribution, group: None }));
    say(&mut world, 1, "Hallo");
    edit(&mut world, 0, PadAct::Undo { pad: PadId::default() });
    assert_eq!((length(&mut world, 0), length(&mut world, 1)), (0, 0));
    assert_eq!(all_look(&mut world), [NONE, NONE]);
    // To make it again is to write it.
    edit(&mut world, 0, PadAct::Redo { pad: PadId::default() });
    assert_eq!(all_look(&mut world), [NONE, NOTES]);
}

#[test]
fn what_was_there_marks_nothing_for_whoever_comes_reloads_or_has_a_copy() {
    let mut world = room(&["Ada", "Ben"]);
    note(&mut world, 1, "von Ben ");
    note(&mut world, 0, "von Ada ");
    item(&mut world, 0, "Finanzen");
    propose(&mut world, 1);
    let kept = copy(&mut world, 0);
    all_look(&mut world);
    let cem = come(&mut world, 2);
    meet_all(&mut world, cem);
    assert!(length(&mut world, cem) > 10 && news(&mut world, cem) == NONE);
    for cached in [None, Some(kept)] {
        let n = if cached.is_some() { 41 } else { 40 };
        world.reload(0, n, cached);
        world.quiesce();
        assert!(length(&mut world, 0) > 10 && news(&mut world, 0) == NONE);
    }
    assert_eq!(all_look(&mut world), [NONE; 3]);
    note(&mut world, 0, "danach");
    item(&mut world, 0, "Termine");
    assert_eq!(all_look(&mut world), [NONE, BOTH, BOTH]);
    // All that comes later is news, however it comes.
    world.now = world.now + 120_000;
    world.part(0, 1);
    world.part(cem, 1);
    note(&mut world, 0, "ohne Ben");
    item(&mut world, 0, "Sonstiges");
    world.connect(0, 1);
    world.quiesce();
    assert_eq!(all_look(&mut world), [NONE, BOTH, BOTH]);
    // What one wrote oneself before the page was loaded anew, and what nobody had yet, is one's own all the same.
    let add = Content::Agenda(Agenda::Add { title: "Kasse".to_owned(), minutes: 5 });
    for (by, expected) in [(40, NONE), (9, AGENDA)] {
        let (from, record) = (world.replicas[1].us, signed(&signing_key(by), 5, 0, 90, &add));
        world.event(0, Event::Bytes { from, bytes: Message::Records(vec![&record]).encode() });
        assert!(news(&mut world, 0) == expected);
    }
}

#[test]
fn a_claim_to_have_had_what_is_yet_to_be_written_hides_it_for_a_minute_at_most() {
    let mut world = room(&["Ada", "Ben"]);
    note(&mut world, 1, "eins ");
    all_look(&mut world);
    let (mallory, now) = (key_of(&signing_key(9)), world.now);
    world.event(0, Event::Came(mallory));
    // The question for their clock goes first.
    let greeting: Vec<_> = [Event::Came(mallory), Event::Ready(mallory)]
        .into_iter()
        .flat_map(|event| world.replicas[1].handle(event, now))
        .collect();
    let Ok(Message::Vector { mut pads, .. }) = Message::read(&greeting[1].1) else { panic!("no greeting") };
    assert!(!pads[0].clocks.is_empty());
    pads.iter_mut().flat_map(|pad| &mut pad.clocks).for_each(|(_, clock)| *clock = u32::MAX);
    // With as many writers as fit into a message.
    pads[0].clocks.extend((0..60_000).map(|writer| (writer, 7)));
    let claim = Message::Vector { ask: false, logs: Vec::new(), pads }.encode();
    world.event(0, Event::Bytes { from: mallory, bytes: claim });
    note(&mut world, 1, "zwei ");
    assert_eq!(all_look(&mut world)[0], NONE);
    world.now = world.now + 60_000;
    note(&mut world, 1, "drei ");
    assert_eq!(all_look(&mut world)[0], NOTES);
    // What nobody has signed calls nobody.
    let add = Content::Agenda(Agenda::Add { title: "Kasse".to_owned(), minutes: 5 });
    let mut record = signed(&signing_key(9), 5, 0, 90, &add);
    let (ada, last) = (0, record.len() - 1);
    record[last] ^= 1;
    world.event(ada, Event::Bytes { from: mallory, bytes: Message::Records(vec![&record]).encode() });
    assert_eq!(all_look(&mut world)[0], NONE);
    record[last] ^= 1;
    // The same again is nothing new.
    for expected in [AGENDA, NONE] {
        world.event(ada, Event::Bytes { from: mallory, bytes: Message::Records(vec![&record]).encode() });
        assert_eq!(all_look(&mut world)[0], expected);
    }
}

#[test]
fn text_and_items_that_overtake_what_their_sender_had_wait_for_it() {
    for had in [true, false] {
        let mut world = room(&["Ada"]);
        note(&mut world, 0, "Protokoll");
        item(&mut world, 0, "Finanzen");
        world.now = world.now + 60_000;
        let cem = come(&mut world, 2);
        world.connect(0, cem);
        let (ada, mut vector) = (world.replicas[0].us, None);
        while let Some(link) = world.links.keys().next().copied() {
            let is_vector = matches!(Message::read(&world.links[&link]), Ok(Message::Vector { .. }));
            if link == (0, cem) && is_vector {
                vector = world.links.remove(&link);
                let to = world.replicas[cem].us;
                world.event(0, Event::Ready(to));
            } else {
                world.deliver(link);
            }
        }
        assert!(length(&mut world, cem) > 5 && world.replicas[cem].view().agenda.value.len() == 1);
        assert!(news(&mut world, cem) == NONE);
        let vector = vector.unwrap();
        let nothing = Message::Vector { ask: false, logs: Vec::new(), pads: Vec::new() }.encode();
        world.event(cem, Event::Bytes { from: ada, bytes: if had { vector } else { nothing } });
        assert!(news(&mut world, cem) == if had { NONE } else { BOTH });
    }
}
