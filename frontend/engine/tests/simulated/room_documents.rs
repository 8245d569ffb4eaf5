//! The room document between whole pages: what one writes all have, over streams, in whatever order they come, go and die.

use crate::world::World;
use crate::world::act::Act;
use crate::world::meeting::Meeting;
use plenum_document::api::act::{Act as DocumentAct, Change, DecisionAct, PadAct};
use plenum_document::api::view::Outcome;
use plenum_document::base::ids::PadId;
use plenum_document::records::content::{Answer, Chat, List, Method, Wish};

fn say(world: &mut World, who: usize, text: &str) {
    let page = world.running_page(who);
    world.does(page, DocumentAct::Chat(Chat::Say { text: text.into(), reply_to: None }));
}

fn chat(world: &World, who: usize) -> Vec<String> {
    world.pages[world.running_page(who)].worker.chat()
}

#[test]
fn what_one_says_all_read() {
    let mut world = Meeting::of(4).with_documents().begun();
    say(&mut world, 0, "Hallo!");
    say(&mut world, 3, "Guten Abend.");
    world.run(3_000);
    for who in 0..4 {
        let mut lines = chat(&world, who);
        assert_eq!(lines, chat(&world, 0), "in the same order");
        lines.sort();
        assert_eq!(lines, ["Guten Abend.", "Hallo!"]);
    }
}

#[test]
fn a_latecomer_and_a_reload_have_what_was_said_before() {
    let mut world = Meeting::of(3).with_documents().begun();
    world.act(&Act::Leave(2));
    world.run(5_000);
    say(&mut world, 0, "Es geht los.");
    world.run(2_000);
    world.act(&Act::Join(2));
    world.act(&Act::Reload(1));
    world.settle();
    world.run(10_000);
    for who in 0..3 {
        assert_eq!(chat(&world, who), ["Es geht los."], "{who}");
    }
}

#[test]
fn whom_others_greeted_before_there_was_a_worker_hears_at_once_what_they_have() {
    let mut world = Meeting::of(2).with_documents().begun();
    world.act(&Act::Reload(1));
    world.settle();
    while world.pages[world.running_page(1)].worker.started == 0 {
        world.run(50);
    }
    world.run(500);
    // What is written from now on was not there when they met.
    let ada = world.running_page(0);
    world.does(ada, DocumentAct::Pad(PadAct::Append { pad: PadId::default(), text: "neu".into() }));
    world.run(500);
    let worker = &world.pages[world.running_page(1)].worker;
    assert_eq!((worker.written(), worker.has_new_notes()), (4, true));
}

#[test]
fn a_worker_that_dies_comes_back_with_everything_and_nobody_else_notices() {
    let mut world = Meeting::of(3).with_documents().begun();
    say(&mut world, 0, "vorher");
    world.run(6_000);
    let (ada, connections) = (world.running_page(0), world.peerings.len());
    world.document_dies(ada);
    say(&mut world, 1, "währenddessen");
    world.run(10_000);
    say(&mut world, 0, "nachher");
    world.run(5_000);
    for who in 0..3 {
        assert_eq!(chat(&world, who), ["vorher", "währenddessen", "nachher"], "{who}");
    }
    assert_eq!((world.pages[ada].worker.started, world.hung_up, world.peerings.len()), (2, 0, connections));
}

#[test]
fn a_worker_that_is_busy_gets_everything_when_it_has_time_again() {
    let mut world = Meeting::of(2).with_documents().begun();
    let ben = world.running_page(1);
    world.pages[ben].worker.busy = true;
    for n in 0..50 {
        say(&mut world, 0, &format!("{n}"));
        world.run(100);
    }
    world.document_goes_on(ben);
    world.run(15_000);
    assert_eq!(chat(&world, 1).len(), 50);
    assert_eq!(chat(&world, 1), chat(&world, 0));
}

#[test]
fn what_is_written_while_the_worker_is_dead_waits_and_starts_no_other() {
    let mut world = Meeting::of(2).with_documents().begun();
    let ada = world.running_page(0);
    world.document_dies(ada);
    world.document_dies(ada);
    for n in 0..5 {
        say(&mut world, 0, &format!("{n}"));
    }
    assert_eq!(world.pages[ada].worker.started, 1);
    world.run(10_000);
    assert_eq!(
        (world.pages[ada].worker.started, chat(&world, 1)),
        (2, ["0", "1", "2", "3", "4"].map(String::from).to_vec())
    );
}

#[test]
fn what_an_editor_told_a_dead_worker_is_not_told_to_another() {
    let mut world = Meeting::of(2).with_documents().begun();
    let ada = world.running_page(0);
    world.document_dies(ada);
    let pad = PadId::default();
    let edit = Change { from: 0, to: 0, insert: "to the version of the dead".into() };
    world.does(ada, DocumentAct::Pad(PadAct::Edit { pad, version: 0, changes: vec![edit] }));
    world.does(ada, DocumentAct::Pad(PadAct::Append { pad, text: "yes".into() }));
    world.run(10_000);
    assert_eq!(
        (world.pages[ada].worker.started, [0, 1].map(|who| world.pages[world.running_page(who)].worker.written())),
        (2, [4, 4])
    );
    assert_eq!(world.pages[ada].worker.edits, 0);
}

#[test]
fn who_reloads_or_comes_back_is_the_same_person_to_the_document() {
    let mut world = Meeting::of(2).with_documents().begun();
    say(&mut world, 0, "Ich komme gleich");
    world.run(3_000);
    for (way_back, text) in [(vec![Act::Reload(0)], "Ich bin da"), (vec![Act::Leave(0), Act::Join(0)], "Ich war weg")] {
        way_back.iter().for_each(|act| world.act(act));
        world.run(15_000);
        let ada = world.running_page(0);
        let target = world.pages[ada].worker.lines()[0].id;
        world.does(ada, DocumentAct::Chat(Chat::Edit { target, text: text.into() }));
        world.run(5_000);
        assert_eq!(chat(&world, 1), [text], "nobody but its author edits a line");
    }
}

#[test]
fn who_is_left_alone_waits_neither_for_an_answer_nor_for_a_moderator_nor_for_a_speaker() {
    let mut world = Meeting::of(2).with_documents().begun();
    let (ada, ben) = (world.running_page(0), world.running_page(1));
    let propose = DecisionAct::Propose {
        text: "Wir kaufen Kaffee".into(),
        method: Method::Consent,
        options: Vec::new(),
        hidden: true,
    };
    world.does(ben, DocumentAct::Decision(propose));
    world.does(ben, DocumentAct::List(List::Moderate { on: true }));
    world.does(ben, DocumentAct::List(List::Raise { wish: Wish::Contribution, group: None }));
    world.run(2_000);
    let proposal = world.pages[ada].worker.shown().decisions.value[0].id;
    let entry = world.pages[ada].worker.shown().list.value.waiting[0].id;
    world.does(ben, DocumentAct::List(List::Begin { entry }));
    world.does(ada, DocumentAct::Decision(DecisionAct::Answer { proposal, answer: Answer::Agree }));
    world.run(20_000);
    let state = |world: &World| {
        let shown = world.pages[ada].worker.shown();
        let list = &shown.list.value;
        (shown.decisions.value[0].outcome.clone(), list.moderator_left, list.current.is_none())
    };
    assert_eq!(state(&world), (Outcome::Open, false, false));
    world.act(&Act::Leave(1));
    world.run(25_000);
    assert_eq!(state(&world), (Outcome::Open, false, false), "his page may be loading anew");
    world.run(10_000);
    assert_eq!(state(&world), (Outcome::Adopted, true, true));
}
