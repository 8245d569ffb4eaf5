//! Reloads: whoever loads their page anew has another key and is the same person, for everybody and in everything.

#![allow(clippy::unwrap_used)]

mod world;

use plenum_document::api::act::{Act, CheckInAct, DecisionAct};
use plenum_document::api::event::Event;
use plenum_document::api::view::{Called, Outcome, ProposalView, RoundView, Speaker};
use plenum_document::base::ids::{Key, RecordId};
use plenum_document::records::content::{
    Answer, Chat, CheckIn, Content, Decision, HandSign, List, Method, Person, Sign, Wish,
};
use plenum_document::sync::message::Message;
use world::room::{act, raise, room, say};
use world::{World, key_of, signed, signing_key, vouched};

/// Everybody is told who is here, with the keys they have now.
fn present(world: &mut World) {
    let all: Vec<(Key, Called)> = world.replicas.iter().map(|replica| (replica.us, "Ada".into())).collect();
    (0..world.replicas.len()).for_each(|at| world.event(at, Event::Present(all.clone())));
    world.quiesce();
}

/// Ada, the first, loads her page anew.
fn reload(world: &mut World, cached: Option<Vec<u8>>) -> Key {
    world.reload(0, 40, cached);
    world.quiesce();
    present(world);
    world.replicas[0].us
}

fn propose(world: &mut World, hidden: bool) -> RecordId {
    let text = "Wir kaufen Kaffee".to_owned();
    act(world, 1, Act::Decision(DecisionAct::Propose { text, method: Method::Consent, options: Vec::new(), hidden }));
    world.replicas[1].view().decisions.value.last().unwrap().id
}

fn answer(world: &mut World, at: usize, proposal: RecordId, answer: Answer) {
    act(world, at, Act::Decision(DecisionAct::Answer { proposal, answer }));
}

fn proposal(world: &mut World, at: usize) -> ProposalView {
    world.replicas[at].view().decisions.value.last().unwrap().clone()
}

#[test]
fn what_was_written_raised_and_answered_stays_ones_own() {
    let mut world = room(&["Ada", "Ben", "Cem"]);
    let line = say(&mut world, 0, "Ich komme gleich");
    raise(&mut world, 0, Wish::Question, None);
    act(&mut world, 0, Act::HandSign(HandSign { sign: Sign::Break, up: true }));
    let id = propose(&mut world, false);
    answer(&mut world, 0, id, Answer::Agree);
    let ada = reload(&mut world, None);
    answer(&mut world, 0, id, Answer::Abstain);
    act(&mut world, 0, Act::Chat(Chat::Edit { target: line, text: "Ich bin da".to_owned() }));
    for at in 0..3 {
        let view = world.replicas[at].view();
        let (chat, list) = (view.chat.value.lines[0].clone(), view.list.value.waiting.clone());
        assert_eq!((chat.author, chat.text.as_str()), (ada, "Ich bin da"));
        assert!(list.len() == 1 && list[0].speaker == Speaker::Key(ada));
        assert_eq!(view.signs.value.people.get(&ada), Some(&vec![Sign::Break]));
        let answers: Vec<_> = proposal(&mut world, at).answers.into_iter().collect();
        assert!(answers == [(ada, Some(Answer::Abstain))]);
    }
    let entry = world.replicas[0].view().list.value.waiting[0].id;
    act(&mut world, 0, Act::List(List::Withdraw { entry }));
    act(&mut world, 0, Act::HandSign(HandSign { sign: Sign::Break, up: false }));
    let view = world.replicas[2].view();
    assert!(view.list.value.waiting.is_empty() && view.signs.value.people.is_empty());
    // Once more, and nothing is lost on the way.
    world.reload(0, 41, None);
    world.quiesce();
    let again = world.replicas[0].us;
    assert_eq!(world.replicas[2].view().chat.value.lines[0].author, again);
}

#[test]
fn hidden_answers_are_opened_after_a_reload_and_waited_for_no_longer_than_people_want() {
    for keeps in [true, false] {
        let mut world = room(&["Ada", "Ben"]);
        let id = propose(&mut world, true);
        answer(&mut world, 0, id, Answer::Veto { reason: "zu teuer".to_owned() });
        world.event(0, Event::Flush);
        let copy = world.replicas[0].copies.last().cloned().filter(|_| keeps);
        let ada = reload(&mut world, copy);
        let again = proposal(&mut world, 0);
        assert!(again.answers.get(&ada) == Some(&None), "she sees that she has answered");
        assert!(again.own.is_some() == keeps && proposal(&mut world, 1).own.is_none(), "and nobody else what");
        answer(&mut world, 1, id, Answer::Agree);
        world.settle();
        if keeps {
            assert_eq!(proposal(&mut world, 1).outcome, Outcome::Blocked, "opened by her new page");
            continue;
        }
        assert_eq!(proposal(&mut world, 1).outcome, Outcome::Opening);
        act(&mut world, 1, Act::Decision(DecisionAct::GiveUp { proposal: id }));
        assert_eq!([0, 1].map(|at| proposal(&mut world, at).outcome), [Outcome::Adopted, Outcome::Adopted]);
        assert_eq!(proposal(&mut world, 0).answers.values().flatten().count(), 1);
    }
}

fn round(world: &mut World, at: usize) -> RoundView {
    world.replicas[at].view().check_in.value.as_ref().clone().unwrap()
}

/// Ada begins a round, and the others hear of it, but she not of their numbers.
fn begun() -> World {
    let mut world = room(&["Ada", "Ben", "Cem"]);
    world.act(0, Act::CheckIn(CheckInAct::Begin { seconds: 60 }));
    while world.replicas[1].view().check_in.value.is_none() || world.replicas[2].view().check_in.value.is_none() {
        world.sign(0);
        [(0, 1), (0, 2)].into_iter().for_each(|link| world.deliver(link));
    }
    assert!(round(&mut world, 0).order.is_none());
    world
}

#[test]
fn a_round_is_drawn_although_its_beginner_reloads_or_leaves() {
    for comes_back in [true, false] {
        let mut world = begun();
        let at = if comes_back {
            let ada = reload(&mut world, None);
            assert_eq!(round(&mut world, 1).author, ada);
            0
        } else {
            (1..3).for_each(|other| world.part(0, other));
            let here: Vec<(Key, Called)> =
                world.replicas[1..].iter().map(|replica| (replica.us, "Ben".into())).collect();
            (1..3).for_each(|at| world.event(at, Event::Present(here.clone())));
            world.now = world.now + 14_999;
            (1..3).for_each(|at| world.event(at, Event::Tick));
            world.quiesce();
            assert!(round(&mut world, 1).order.is_none(), "she has her time");
            world.now = world.now + 1;
            (1..3).for_each(|at| world.event(at, Event::Tick));
            1
        };
        world.quiesce();
        let drawn = round(&mut world, at);
        assert!(drawn.order.as_ref().is_some_and(|order| order.len() == 3), "comes back: {comes_back}");
        assert!(drawn.left_out == [drawn.author], "everybody sees that her number is not in it");
        assert!((at..3).all(|other| round(&mut world, other) == drawn));
        act(&mut world, 1, Act::CheckIn(CheckInAct::Next));
        assert_eq!(round(&mut world, 2).step, 1);
    }
}

#[test]
fn nobody_draws_an_order_without_a_beginner_who_is_there() {
    let mut world = room(&["Ada", "Ben"]);
    act(&mut world, 0, Act::CheckIn(CheckInAct::Begin { seconds: 60 }));
    let drawn = round(&mut world, 1);
    // Dated before her opening.
    let without = CheckIn::OpenWithout { round: drawn.id, salts: Vec::new() };
    send(&mut world, signed(&signing_key(9), 1, 0, 3, &Content::CheckIn(without)));
    assert!(round(&mut world, 1) == drawn && drawn.left_out.is_empty());
}

#[test]
fn a_hidden_answer_that_was_forgotten_can_be_given_anew() {
    let mut world = room(&["Ada", "Ben", "Cem"]);
    let id = propose(&mut world, true);
    answer(&mut world, 0, id, Answer::StandAside);
    reload(&mut world, None);
    answer(&mut world, 0, id, Answer::Abstain);
    assert!(proposal(&mut world, 0).own == Some(Answer::Abstain));
    (1..3).for_each(|at| answer(&mut world, at, id, Answer::Agree));
    let closed = proposal(&mut world, 2);
    assert!(closed.outcome == Outcome::Adopted && closed.answers.values().flatten().any(|a| *a == Answer::Abstain));
}

#[test]
fn nobody_waits_no_longer_before_the_close() {
    let mut world = room(&["Ada", "Ben"]);
    let id = propose(&mut world, true);
    act(&mut world, 1, Act::Decision(DecisionAct::GiveUp { proposal: id }));
    assert_eq!(world.replicas[1].refusals.len(), 1);
    let early = signed(&signing_key(9), 1, 0, 50, &Content::Decision(Decision::GiveUp { proposal: id }));
    send(&mut world, early);
    answer(&mut world, 0, id, Answer::Agree);
    answer(&mut world, 1, id, Answer::Agree);
    assert_eq!(proposal(&mut world, 0).outcome, Outcome::Adopted);
}

/// Somebody hostile sends Ben a record.
fn send(world: &mut World, record: Vec<u8>) {
    let (mallory, now) = (key_of(&signing_key(9)), world.now);
    world.replicas[1].handle(Event::Came(mallory), now);
    let message = Message::Records(vec![&record]).encode();
    world.replicas[1].handle(Event::Bytes { from: mallory, bytes: message }, now);
    world.quiesce();
}

#[test]
fn nobody_is_the_heir_of_who_has_not_signed_it() {
    let mut world = room(&["Ada", "Ben"]);
    say(&mut world, 0, "Meins");
    let (ada, mallory) = (world.replicas[0].us, signing_key(9));
    let forged = [vouched(&mallory, &key_of(&mallory)), vec![0; 64], vec![1; 3], Vec::new()];
    for (log, signature) in (7..).zip(forged) {
        let claim = Content::Person(Person::Heir { of: ada, signature });
        send(&mut world, signed(&mallory, log, 0, 60, &claim));
    }
    assert_eq!(world.replicas[1].view().chat.value.lines[0].author, ada);
    // One who has it is, even if the old page is still open somewhere: it is one person.
    let claim = Content::Person(Person::Heir { of: ada, signature: vouched(&signing_key(0), &key_of(&mallory)) });
    send(&mut world, signed(&mallory, 99, 0, 61, &claim));
    assert_eq!(world.replicas[1].view().chat.value.lines[0].author, key_of(&mallory));
}
