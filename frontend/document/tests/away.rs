//! Who is away for a moment, since their page loads anew, loses nothing by it: neither a veto nor a lot, and all see that they are
//! waited for.

#![allow(clippy::unwrap_used)]

mod world;

use plenum_document::api::act::{Act, CheckInAct, DecisionAct};
use plenum_document::api::event::Event;
use plenum_document::api::view::{Outcome, ProposalView, RoundView};
use plenum_document::base::ids::RecordId;
use plenum_document::records::content::{Answer, Method};
use plenum_document::turns::absence::GONE_MS;
use world::World;
use world::room::{act, greet, left, pass, room};

fn propose(world: &mut World, at: usize, hidden: bool) -> RecordId {
    let text = "Wir kaufen Kaffee".to_owned();
    act(world, at, Act::Decision(DecisionAct::Propose { text, method: Method::Consent, options: Vec::new(), hidden }));
    world.replicas[at].view().decisions.value.last().unwrap().id
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

/// Somebody's page is gone: nobody sees them, and they hear nothing.
fn goes(world: &mut World, at: usize) {
    left(world, &[at]);
    (0..world.replicas.len()).filter(|other| *other != at).for_each(|other| world.part(at, other));
    world.quiesce();
}

/// It is back, with another key.
fn comes_back(world: &mut World, at: usize, n: u8) {
    world.event(at, Event::Flush);
    let copy = world.replicas[at].copies.last().cloned();
    world.reload(at, n, copy);
    world.quiesce();
    left(world, &[]);
}

#[test]
fn a_reload_costs_nobody_their_veto() {
    let mut world = room(&["Ada", "Ben", "Eva"]);
    greet(&mut world);
    let id = propose(&mut world, 0, true);
    goes(&mut world, 2);
    answer(&mut world, 0, id, Answer::Agree);
    answer(&mut world, 1, id, Answer::Agree);
    pass(&mut world, GONE_MS - 10_000);
    assert_eq!(proposal(&mut world, 0).outcome, Outcome::Open, "she is waited for");
    comes_back(&mut world, 2, 40);
    pass(&mut world, 5 * GONE_MS);
    assert_eq!(proposal(&mut world, 0).outcome, Outcome::Open, "she is there and thinks");
    answer(&mut world, 2, id, veto());
    pass(&mut world, 1_000);
    assert!((0..3).all(|at| proposal(&mut world, at).outcome == Outcome::Blocked));
}

#[test]
fn a_vote_closes_when_the_only_one_missing_has_left() {
    let mut world = room(&["Ada", "Ben", "Eva"]);
    let id = propose(&mut world, 0, true);
    answer(&mut world, 0, id, Answer::Agree);
    answer(&mut world, 1, id, Answer::Agree);
    goes(&mut world, 2);
    pass(&mut world, GONE_MS - 1);
    assert_eq!(proposal(&mut world, 1).outcome, Outcome::Open);
    pass(&mut world, 1);
    assert!((0..2).all(|at| proposal(&mut world, at).outcome == Outcome::Adopted), "the page wakes up by itself");
}

#[test]
fn who_is_left_alone_with_a_vote_waits_for_nobody_and_who_has_prepared_one_does() {
    for leaves in [true, false] {
        let mut world = room(&["Ada", "Ben"]);
        greet(&mut world);
        goes(&mut world, 1);
        pass(&mut world, 2 * GONE_MS);
        if leaves {
            comes_back(&mut world, 1, 40);
        }
        let id = propose(&mut world, 0, true);
        answer(&mut world, 0, id, Answer::Agree);
        pass(&mut world, 2 * GONE_MS);
        assert_eq!(proposal(&mut world, 0).outcome, Outcome::Open);
        if leaves {
            goes(&mut world, 1);
            pass(&mut world, GONE_MS - 1);
            assert_eq!(proposal(&mut world, 0).outcome, Outcome::Open, "his page may be loading anew");
            pass(&mut world, 1);
        }
        let outcome = proposal(&mut world, 0).outcome;
        assert_eq!(outcome, if leaves { Outcome::Adopted } else { Outcome::Open });
    }
}

#[test]
fn a_page_that_has_just_come_closes_nothing_that_was_there_before() {
    let mut world = room(&["Ada", "Ben", "Eva"]);
    greet(&mut world);
    pass(&mut world, 2 * GONE_MS);
    let id = propose(&mut world, 0, true);
    answer(&mut world, 0, id, Answer::Agree);
    // Both load their pages anew at once, and Ada, who closes it, is back first: she has never seen Eva.
    goes(&mut world, 2);
    goes(&mut world, 0);
    left(&mut world, &[0, 2]);
    answer(&mut world, 1, id, Answer::Agree);
    world.event(0, Event::Flush);
    let copy = world.replicas[0].copies.last().cloned();
    world.reload(0, 40, copy);
    world.part(0, 2);
    world.quiesce();
    left(&mut world, &[2]);
    pass(&mut world, 5_000);
    assert_eq!(proposal(&mut world, 0).outcome, Outcome::Open);
    comes_back(&mut world, 2, 41);
    answer(&mut world, 2, id, veto());
    pass(&mut world, 2 * GONE_MS);
    assert!((0..3).all(|at| proposal(&mut world, at).outcome == Outcome::Blocked));
}

#[test]
fn it_is_told_of_how_many_answers_are_waited_for() {
    let mut world = room(&["Ada", "Ben", "Eva"]);
    let id = propose(&mut world, 0, false);
    answer(&mut world, 0, id, Answer::Agree);
    let told = |world: &mut World| (proposal(world, 1).answers.len(), proposal(world, 1).awaited.len());
    assert_eq!(told(&mut world), (1, 2));
    // Who has answered and left has answered; who may be back in a moment has not.
    left(&mut world, &[0]);
    pass(&mut world, 2 * GONE_MS);
    assert_eq!(told(&mut world), (1, 2));
    left(&mut world, &[0, 2]);
    pass(&mut world, GONE_MS - 1);
    assert_eq!(told(&mut world), (1, 2));
    pass(&mut world, 1);
    assert_eq!(told(&mut world), (1, 1));
    act(&mut world, 1, Act::Decision(DecisionAct::Close { proposal: id }));
    assert_eq!(told(&mut world), (1, 0), "nobody is waited for after the close");
}

fn round(world: &mut World, at: usize) -> RoundView {
    world.replicas[at].view().check_in.value.as_ref().clone().unwrap()
}

#[test]
fn whoever_loads_their_page_anew_has_a_lot_and_whoever_has_left_no_turn() {
    for comes in [true, false] {
        let mut world = room(&["Ada", "Ben", "Eva"]);
        greet(&mut world);
        pass(&mut world, 2 * GONE_MS);
        goes(&mut world, 2);
        act(&mut world, 0, Act::CheckIn(CheckInAct::Begin { seconds: 600 }));
        if comes {
            comes_back(&mut world, 2, 40);
        }
        pass(&mut world, 10_000);
        let order = round(&mut world, 0).order.unwrap();
        assert_eq!(order.len(), 3);
        let eva = world.replicas[2].us;
        assert!(order.contains(&eva) && order == round(&mut world, 1).order.unwrap());
        for _ in 0..2 {
            pass(&mut world, 2 * GONE_MS);
            let view = round(&mut world, 0);
            if order.get(usize::from(view.step)) == Some(&eva) {
                assert!(comes, "nobody waits ten minutes for her");
            }
            act(&mut world, 0, Act::CheckIn(CheckInAct::Next));
        }
        pass(&mut world, 1_000);
        assert_eq!(round(&mut world, 1).over, !comes);
    }
}
