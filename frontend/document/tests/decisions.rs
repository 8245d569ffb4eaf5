//! Decisions, check-in rounds and minutes.

#![allow(clippy::unwrap_used)]

mod words;
mod world;

use plenum_document::api::act::{Act, CheckInAct, DecisionAct, PadAct};
use plenum_document::api::event::Event;
use plenum_document::api::view::{Called, ItemState, Outcome, ProposalView};
use plenum_document::api::words::Words;
use plenum_document::base::ids::{Key, PadId, RecordId};
use plenum_document::base::time::Time;
use plenum_document::records::content::{Agenda, Answer, Content, Decision, List, Method, Person, Wish};
use plenum_document::records::record::Head;
use plenum_document::sync::message::Message;
use words::words;
use world::room::{act, raise, room, say};
use world::{BEGIN, ROOM, World, key_of, record_bytes, signed, signing_key};

fn minutes(world: &mut World, at: usize, words: &Words) -> String {
    let now = world.now;
    world.replicas[at].document.minutes("1. Mai", words, now)
}

fn propose(world: &mut World, method: Method, options: &[&str], hidden: bool) -> RecordId {
    let options = options.iter().map(|option| (*option).to_owned()).collect();
    let text = "Wir kaufen Kaffee".to_owned();
    act(world, 0, Act::Decision(DecisionAct::Propose { text, method, options, hidden }));
    world.replicas[0].view().decisions.value.last().unwrap().id
}

fn answer(world: &mut World, at: usize, proposal: RecordId, answer: Answer) {
    act(world, at, Act::Decision(DecisionAct::Answer { proposal, answer }));
}

fn proposal(world: &mut World, at: usize) -> ProposalView {
    world.replicas[at].view().decisions.value.last().unwrap().clone()
}

fn veto() -> Answer {
    Answer::Veto { reason: "zu teuer".to_owned() }
}

#[test]
fn a_veto_blocks_and_says_why() {
    let mut world = room(&["Ada", "Ben"]);
    let id = propose(&mut world, Method::Consent, &[], false);
    answer(&mut world, 0, id, Answer::Agree);
    answer(&mut world, 1, id, Answer::Veto { reason: " ".to_owned() });
    assert_eq!(proposal(&mut world, 0).answers.len(), 1, "a veto without a reason is none");
    answer(&mut world, 1, id, veto());
    act(&mut world, 0, Act::Decision(DecisionAct::Close { proposal: id }));
    answer(&mut world, 1, id, Answer::Agree);
    assert_eq!(proposal(&mut world, 1).outcome, Outcome::Blocked, "what comes after the close counts no more");
    let text = world.replicas[1].document.result(&id, &words("de")).unwrap();
    assert!(text.contains("**Durch Veto blockiert** (Zustimmung 1, Veto 1)\n"), "{text}");
    assert!(text.contains("- Ben: **Veto:** zu teuer"), "{text}");
}

#[test]
fn hidden_answers_open_by_themselves_when_all_have_answered() {
    let mut world = room(&["Ada", "Ben"]);
    let id = propose(&mut world, Method::Consent, &[], true);
    answer(&mut world, 0, id, Answer::Agree);
    let before = proposal(&mut world, 1);
    assert!(before.outcome == Outcome::Open && before.answers.values().all(Option::is_none));
    answer(&mut world, 1, id, veto());
    let after = proposal(&mut world, 0);
    assert_eq!(after.outcome, Outcome::Blocked);
    assert!(after.answers.values().all(Option::is_some));
}

#[test]
fn an_opened_answer_that_does_not_fit_its_commitment_is_not_counted_and_said_so() {
    let mut world = room(&["Ada", "Ben"]);
    let id = propose(&mut world, Method::Consent, &[], true);
    answer(&mut world, 1, id, Answer::Agree);
    let (mallory, from) = (signing_key(50), key_of(&signing_key(50)));
    let send = |world: &mut World, sequence, clock, content: Decision| {
        let bytes = signed(&mallory, 1, sequence, clock, &Content::Decision(content));
        for at in 0..2 {
            world.event(at, Event::Bytes { from, bytes: Message::Records(vec![&bytes]).encode() });
        }
    };
    send(&mut world, 0, 20, Decision::Commit { proposal: id, commitment: [1; 32] });
    act(&mut world, 0, Act::Decision(DecisionAct::Close { proposal: id }));
    // A commitment dated before the close, made after it.
    let late = signing_key(51);
    let bytes = signed(&late, 1, 0, 3, &Content::Decision(Decision::Commit { proposal: id, commitment: [2; 32] }));
    (0..2).for_each(|at| world.event(at, Event::Bytes { from, bytes: Message::Records(vec![&bytes]).encode() }));
    assert_eq!(proposal(&mut world, 0).outcome, Outcome::Opening);
    let text = world.replicas[0].document.result(&id, &words("en")).unwrap();
    assert!(text.contains("**Closed, waiting for the hidden answers of Somebody**"), "{text}");
    act(&mut world, 0, Act::Decision(DecisionAct::GiveUp { proposal: id }));
    let text = world.replicas[0].document.result(&id, &words("de")).unwrap();
    assert!(text.contains("- Verdeckte Antworten, die nicht aufgedeckt wurden, nicht gezählt: Jemand"), "{text}");
    send(&mut world, 1, 90, Decision::Reveal { proposal: id, nonce: [0; 16], answer: veto() });
    for at in 0..2 {
        let closed = proposal(&mut world, at);
        assert_eq!((closed.outcome, closed.unfit, closed.late), (Outcome::Adopted, vec![from], vec![key_of(&late)]));
    }
}

#[test]
fn choices_are_counted_by_option() {
    let mut world = room(&["Ada", "Ben", "Eva"]);
    let id = propose(&mut world, Method::Single, &["Mo", "Di"], false);
    answer(&mut world, 0, id, Answer::Choices(vec![1]));
    answer(&mut world, 1, id, Answer::Choices(vec![1]));
    for senseless in [Answer::Choices(vec![0, 1]), Answer::Choices(vec![7]), Answer::Agree, Answer::Choices(vec![])] {
        answer(&mut world, 2, id, senseless);
    }
    act(&mut world, 0, Act::Decision(DecisionAct::Close { proposal: id }));
    assert_eq!(proposal(&mut world, 2).outcome, Outcome::Choice { votes: vec![0, 2], most: vec![1] });
    let text = world.replicas[0].document.result(&id, &words("en")).unwrap();
    assert!(
        text.starts_with("**Poll:**")
            && text.contains("**Most votes: Di**")
            && text.contains("1. Mo: 0\n2. Di: 2\n\n- "),
        "{text}"
    );
}

#[test]
fn a_round_draws_its_order_and_moves_on_by_itself() {
    let mut world = room(&["Ada", "Ben", "Eva"]);
    act(&mut world, 1, Act::CheckIn(CheckInAct::Begin { seconds: 60 }));
    let round = world.replicas[2].view().check_in.value.as_ref().clone().unwrap();
    let drawn = round.order.clone().unwrap();
    assert!(drawn.len() == 3 && round.left_out.is_empty() && round.step == 0);
    act(&mut world, 0, Act::CheckIn(CheckInAct::Next));
    for step in 2..=3 {
        world.now = world.now + 60_000;
        (0..3).for_each(|at| world.event(at, Event::Tick));
        world.quiesce();
        let steps: Vec<u16> =
            (0..3).map(|at| world.replicas[at].view().check_in.value.as_ref().as_ref().unwrap().step).collect();
        assert_eq!(steps, [step; 3], "one page alone moves it on");
    }
    assert!(world.replicas[0].view().check_in.value.as_ref().as_ref().unwrap().over);
    // Another round, another order, sooner or later.
    let orders: std::collections::BTreeSet<_> = (0..30)
        .map(|_| {
            act(&mut world, 1, Act::CheckIn(CheckInAct::Begin { seconds: 60 }));
            world.replicas[2].view().check_in.value.as_ref().clone().unwrap().order.unwrap()
        })
        .collect();
    assert!(orders.len() > 3);
}

#[test]
fn an_item_is_what_was_saved_last_in_the_order_of_records() {
    let mut world = room(&["Ada", "Ben"]);
    act(&mut world, 0, Act::Agenda(Agenda::Add { title: "Finazen".to_owned(), minutes: 0 }));
    let item = world.replicas[1].view().agenda.value[0].id;
    let change = |title: &str, minutes| Act::Agenda(Agenda::Change { item, title: title.to_owned(), minutes });
    act(&mut world, 1, change("  ", 3));
    assert_eq!(world.replicas[0].view().agenda.value[0].minutes, 0, "an item without a title is none");
    world.part(0, 1);
    act(&mut world, 0, change("Finanzen", 10));
    act(&mut world, 1, change("Geld", 15));
    world.connect(0, 1);
    world.quiesce();
    for at in 0..2 {
        let item = world.replicas[at].view().agenda.value[0].clone();
        assert_eq!((item.title.as_str(), item.minutes), ("Geld", 15), "Ben saved a second later");
    }
}

#[test]
fn minutes_tell_what_happened() {
    let mut world = room(&["Ada", "Ben"]);
    act(&mut world, 0, Act::Agenda(Agenda::Add { title: "Finanzen <b>".to_owned(), minutes: 10 }));
    act(&mut world, 0, Act::Agenda(Agenda::Add { title: "Sommerfest".to_owned(), minutes: 0 }));
    let items = world.replicas[1].view().agenda.value;
    act(&mut world, 1, Act::Agenda(Agenda::Move { item: items[1].id, before: Some(items[0].id) }));
    act(&mut world, 1, Act::Agenda(Agenda::Start { item: items[0].id }));
    act(&mut world, 1, Act::Agenda(Agenda::Done { item: items[0].id }));
    let items = world.replicas[0].view().agenda.value;
    assert!(items[0].title == "Sommerfest" && items[1].state == ItemState::Done { took_ms: 1_000 });
    let id = propose(&mut world, Method::Consent, &[], false);
    answer(&mut world, 1, id, Answer::StandAside);
    act(&mut world, 0, Act::Decision(DecisionAct::Close { proposal: id }));
    let entry = raise(&mut world, 1, Wish::Contribution, None);
    act(&mut world, 1, Act::List(List::Begin { entry }));
    act(&mut world, 1, Act::List(List::End { entry }));
    let text = minutes(&mut world, 0, &words("de"));
    for part in [
        "# Protokoll",
        "**Datum:** 1. Mai",
        "Ada",
        "1. Sommerfest",
        "2. Finanzen \\<b\\> (erledigt, 0:01)",
        "**Angenommen** (Beiseitestehen 1)\n",
        "- Ben: Beiseitestehen",
        "## Redezeiten",
        "- Ben: 0:01",
    ] {
        assert!(text.contains(part), "{part} is missing:\n{text}");
    }
    let (pad, words) = (PadId::default(), words("de"));
    (0..2).for_each(|at| act(&mut world, at, Act::Pad(PadAct::Open { pad })));
    let notes = |world: &World, at: usize| world.replicas[at].mirrors[&pad].text();
    act(&mut world, 0, Act::Pad(PadAct::Minutes { pad, date: "1. Mai".to_owned(), words: words.clone() }));
    world.settle();
    assert_eq!(notes(&world, 1), text, "they stand in everybody's notes");
    act(&mut world, 1, Act::Pad(PadAct::Result { pad, proposal: id, words: words.clone(), again: false }));
    world.settle();
    let result = world.replicas[1].document.result(&id, &words).unwrap();
    assert_eq!(notes(&world, 0), format!("{text}\n{result}"), "and so does a result");
    let again = minutes(&mut world, 1, &words);
    assert_eq!(again.matches("Wir kaufen Kaffee").count(), 1, "each decision once, whatever stands in the notes");
}

#[test]
fn two_of_one_name_are_told_apart_everywhere_in_minutes_and_results() {
    let mut world = room(&["Anna", "anna", "Ben"]);
    let keys: Vec<Key> = world.replicas.iter().map(|replica| replica.us).collect();
    let id = propose(&mut world, Method::Consent, &[], false);
    answer(&mut world, 0, id, Answer::Agree);
    answer(&mut world, 1, id, veto());
    // On Ben's page the tile of the second is the first: it came before. In texts the first record counts.
    let called = |at: usize, name: &str, number| (keys[at], Called { name: name.to_owned(), number });
    world.event(2, Event::Present(vec![called(0, "Anna", 2), called(1, "anna", 1), called(2, "Ben", 0)]));
    let text = world.replicas[2].document.result(&id, &words("de")).unwrap();
    assert!(text.contains("- Anna: Zustimmung") && text.contains("- anna (2): **Veto:** zu teuer"), "{text}");
    let names = world.replicas[2].view().people.value;
    assert_eq!([keys[0], keys[1]].map(|key| names[&key].number), [2, 1], "as the tiles say");
    // On her own page she has no tile with a number.
    world.event(1, Event::Present(vec![called(0, "Anna", 1), called(1, "anna", 0)]));
    let names = world.replicas[1].view().people.value;
    assert_eq!([keys[0], keys[1]].map(|key| names[&key].number), [1, 2]);
    // Both have left: by their first records.
    world.event(2, Event::Present(vec![called(2, "Ben", 0)]));
    let text = minutes(&mut world, 2, &words("en"));
    assert!(text.contains("- Anna: Agree") && text.contains("- anna (2): **Veto:**"), "{text}");
    // Somebody else of that name is here now: the number of the tile is theirs.
    let third = key_of(&signing_key(77));
    world.event(2, Event::Present(vec![called(2, "Ben", 0), (third, Called { name: "Anna".to_owned(), number: 1 })]));
    let names = world.replicas[2].view().people.value;
    assert_eq!([keys[0], keys[1], third].map(|key| names[&key].number), [2, 3, 1]);
}

#[test]
fn minutes_that_are_written_on_two_pages_are_the_same_bytes() {
    let mut world = room(&["Anna", "anna", "Ben", "ANNA", "Anna"]);
    let keys: Vec<Key> = world.replicas.iter().map(|replica| replica.us).collect();
    let id = propose(&mut world, Method::Consent, &[], false);
    for at in [1, 3] {
        answer(&mut world, at, id, Answer::Agree);
    }
    let entry = raise(&mut world, 3, Wish::Contribution, None);
    act(&mut world, 3, Act::List(List::Begin { entry }));
    // Tiles are numbered as people came to each page; one's own has no number. The last one has written nothing.
    let names = ["Anna", "anna", "Ben", "ANNA", "Anna"];
    for (at, numbers) in [(0, [0, 1, 0, 2, 3]), (1, [2, 0, 0, 3, 1]), (2, [4, 3, 0, 2, 1]), (4, [3, 1, 0, 2, 0])] {
        let called = |(name, number): (&str, u32)| Called { name: name.to_owned(), number };
        let people = keys.iter().copied().zip(names.into_iter().zip(numbers).map(called)).collect();
        world.event(at, Event::Present(people));
    }
    let texts = [0, 1, 2, 4].map(|at| minutes(&mut world, at, &words("de")));
    assert!(texts.iter().all(|text| *text == texts[0]), "{texts:#?}");
    for told in ["- anna (2): Zustimmung", "- ANNA (3): Zustimmung", "- ANNA (3): 0:0"] {
        assert!(texts[0].contains(told), "{told}: {}", texts[0]);
    }
    let present = texts[0].lines().find(|line| line.starts_with("**Anwesend:**")).unwrap();
    for told in ["Anna", "anna (2)", "ANNA (3)", "Anna (4)", "Ben"] {
        assert!(present.trim_start_matches("**Anwesend:** ").split(", ").any(|name| name == told), "{told}: {present}");
    }
}

#[test]
fn namesakes_of_another_day_take_no_number() {
    let mut world = room(&["Anna", "Ben"]);
    let first = world.replicas[0].us;
    act(&mut world, 0, Act::Agenda(Agenda::Add { title: "Finanzen".to_owned(), minutes: 0 }));
    let named = |n: u8, clock, later_ms: u64, name: &str| {
        let (by, content) = (signing_key(n), Content::Person(Person::Name { name: name.to_owned() }));
        let time_ms = BEGIN.0 + later_ms;
        let head = Head { author: key_of(&by), log: 1, sequence: 0, clock, time_ms, kind: content.kind() };
        record_bytes(head, &content.encode(), &by, &ROOM)
    };
    // One of the same evening, and one of the next week, who writes what only the page writes.
    let records = [named(60, 20, 3_600_000, "ANNA"), named(61, 21, 7 * 86_400_000, "Anna (7)")];
    for bytes in &records {
        let from = key_of(&signing_key(60));
        world.event(1, Event::Bytes { from, bytes: Message::Records(vec![bytes]).encode() });
    }
    world.event(1, Event::Present(Vec::new()));
    let names = world.replicas[1].view().people.value;
    let called = |key: &Key| (names[key].name.as_str(), names[key].number);
    assert_eq!(called(&first), ("Anna", 1));
    assert_eq!(called(&key_of(&signing_key(60))), ("ANNA", 2));
    assert_eq!(called(&key_of(&signing_key(61))), ("Anna", 1));
}

#[test]
fn an_item_does_not_count_on_while_everybody_has_gone() {
    let mut world = room(&["Ada", "Ben"]);
    for (title, minutes) in [("Finanzen", 10), ("Fest", 0)] {
        act(&mut world, 0, Act::Agenda(Agenda::Add { title: title.to_owned(), minutes }));
    }
    let ids: Vec<_> = world.replicas[0].view().agenda.value.iter().map(|item| item.id).collect();
    act(&mut world, 0, Act::Agenda(Agenda::Start { item: ids[0] }));
    let began = world.now.0 - 1_000;
    for minutes in [5, 60, 100] {
        world.now = Time(began + minutes * 60_000);
        say(&mut world, 1, "noch da");
    }
    let state = |world: &mut World, at: usize| world.replicas[at].view().agenda.value[0].state;
    let before = world.replicas[0].view().agenda.revision;
    assert_eq!(state(&mut world, 0).took_ms(began + 110 * 60_000), 110 * 60_000, "they talk");
    // A week later they meet again.
    world.now = world.now + 7 * 86_400_000;
    assert_eq!(state(&mut world, 0).took_ms(world.now.0), 100 * 60_000);
    say(&mut world, 1, "da");
    assert_eq!(state(&mut world, 1).took_ms(world.now.0), 100 * 60_000);
    assert_eq!(world.replicas[0].view().agenda.revision, before, "nothing has changed");
    act(&mut world, 1, Act::Agenda(Agenda::Start { item: ids[1] }));
    for at in 0..2 {
        assert_eq!(state(&mut world, at), ItemState::Done { took_ms: 100 * 60_000 });
    }
    let text = minutes(&mut world, 0, &words("de"));
    assert!(text.contains("1. Finanzen (erledigt, 1:40:00)"), "{text}");
}

#[test]
fn an_item_that_nobody_ended_takes_its_time_box_at_least() {
    let mut world = room(&["Ada"]);
    act(&mut world, 0, Act::Agenda(Agenda::Add { title: "Klausur".to_owned(), minutes: 240 }));
    let item = world.replicas[0].view().agenda.value[0].id;
    for (hours, took) in [(3, 3), (5, 5), (100, 4)] {
        act(&mut world, 0, Act::Agenda(Agenda::Start { item }));
        world.now = world.now + (hours * 3_600_000 - 1_000);
        act(&mut world, 0, Act::Agenda(Agenda::Done { item }));
        let state = world.replicas[0].view().agenda.value[0].state;
        assert_eq!(state, ItemState::Done { took_ms: took * 3_600_000 });
    }
}

#[test]
fn minutes_name_who_has_left_and_count_the_turn_that_goes_on() {
    let mut world = room(&["Ada", "Ben", "Cem", "Eva"]);
    let keys: Vec<_> = world.replicas.iter().map(|replica| replica.us).collect();
    say(&mut world, 3, "gestern");
    world.now = world.now + 13 * 3_600_000;
    say(&mut world, 0, "heute");
    let entry = raise(&mut world, 1, Wish::Contribution, None);
    act(&mut world, 1, Act::List(List::Begin { entry }));
    world.now = world.now + 64_000;
    let here = vec![(keys[1], Called::from("Ben")), (keys[2], Called::from("Cem"))];
    world.event(1, Event::Present(here));
    let text = minutes(&mut world, 1, &words("de"));
    let present = text.lines().find(|line| line.starts_with("**Anwesend:**")).unwrap();
    let at = |name: &str| present.find(name);
    assert!(at("Ada") > at("Ben").max(at("Cem")) && at("Eva").is_none(), "{present}");
    assert!(at("Ben").is_some() && at("Cem").is_some(), "who is here without a word is here");
    assert!(text.contains("- Ben: 1:05"), "{text}");
    // Ada loads her page anew: she is still one person.
    world.reload(0, 40, None);
    world.quiesce();
    let ada = world.replicas[0].us;
    world.event(1, Event::Present(vec![(ada, "Ada".into()), (keys[1], "Ben".into())]));
    let text = minutes(&mut world, 1, &words("de"));
    assert!(text.matches("Ada").count() == 1, "{text}");
    // Whoever speaks by telephone has no page.
    act(&mut world, 1, Act::List(List::PutOn { name: "Dora".to_owned(), wish: Wish::Question, group: None }));
    let entry = world.replicas[1].view().list.value.waiting[0].id;
    let present = |text: &str| text.lines().any(|line| line.starts_with("**Anwesend:**") && line.ends_with(", Dora"));
    assert!(!present(&minutes(&mut world, 1, &words("de"))), "who only waits was not heard");
    act(&mut world, 1, Act::List(List::Begin { entry }));
    assert!(present(&minutes(&mut world, 1, &words("de"))));
}
