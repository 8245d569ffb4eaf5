//! A result is put into the notes once, whoever does it, and all see that somebody did; and once more for whoever asks for it.

#![allow(clippy::unwrap_used)]

mod words;
mod world;

use plenum_document::api::act::{Act, Change, DecisionAct, PadAct};
use plenum_document::api::effect::{Effect, Refusal};
use plenum_document::api::event::Event;
use plenum_document::base::ids::{PadId, RecordId};
use plenum_document::records::content::{Answer, Method};
use words::words;
use world::World;
use world::room::{act, greet, room};

fn note(world: &mut World, at: usize, proposal: RecordId, again: bool) {
    act(world, at, Act::Pad(PadAct::Result { pad: PadId::default(), proposal, words: words("en"), again }));
}

fn noted(world: &mut World, at: usize) -> (bool, u32) {
    let view = world.replicas[at].view();
    (view.decisions.value[0].noted, view.pads.value[0].length)
}

/// A proposal that both have agreed to, not closed yet.
fn agreed(world: &mut World) -> RecordId {
    greet(world);
    let text = "Wir kaufen Kaffee".to_owned();
    let method = Method::Consent;
    act(world, 0, Act::Decision(DecisionAct::Propose { text, method, options: Vec::new(), hidden: false }));
    let proposal = world.replicas[0].view().decisions.value[0].id;
    act(world, 1, Act::Decision(DecisionAct::Answer { proposal, answer: Answer::Agree }));
    proposal
}

#[test]
fn a_result_is_in_the_notes_once_whoever_puts_it_there_and_after_a_reload() {
    let mut world = room(&["Ada", "Ben"]);
    let proposal = agreed(&mut world);
    let result = PadAct::Result { pad: PadId::default(), proposal, words: words("en"), again: false };
    let now = world.now;
    let effects = world.replicas[0].document.handle(Event::Act(Act::Pad(result)), now);
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Refused(Refusal::Unfit))), "it is still open");
    act(&mut world, 0, Act::Decision(DecisionAct::Close { proposal }));
    assert_eq!(noted(&mut world, 1), (false, 0));
    note(&mut world, 0, proposal, false);
    let (told, length) = noted(&mut world, 1);
    assert!(told && length > 0);
    for at in [1, 0] {
        note(&mut world, at, proposal, false);
        assert!((0..2).all(|at| noted(&mut world, at) == (true, length)));
    }
    world.event(0, Event::Flush);
    let copy = world.replicas[0].copies.last().cloned();
    world.reload(0, 40, copy);
    world.quiesce();
    assert_eq!(noted(&mut world, 0), (true, length));
    note(&mut world, 0, proposal, false);
    assert_eq!(noted(&mut world, 1), (true, length));
}

#[test]
fn a_result_that_was_taken_out_of_the_notes_can_be_put_in_again() {
    let mut world = room(&["Ada", "Ben"]);
    let proposal = agreed(&mut world);
    act(&mut world, 0, Act::Decision(DecisionAct::Close { proposal }));
    note(&mut world, 0, proposal, false);
    let (_, length) = noted(&mut world, 0);
    let pad = PadId::default();
    act(&mut world, 0, Act::Pad(PadAct::Open { pad }));
    let version = world.replicas[0].mirrors[&pad].version;
    let changes = vec![Change { from: 0, to: length, insert: String::new() }];
    act(&mut world, 0, Act::Pad(PadAct::Edit { pad, version, changes }));
    world.settle();
    assert!((0..2).all(|at| noted(&mut world, at) == (true, 0)), "it is gone, and somebody has put it in once");
    note(&mut world, 1, proposal, false);
    assert_eq!(noted(&mut world, 1), (true, 0), "whoever has not seen that yet does not ask for a second one");
    let signed = world.replicas[1].signed;
    note(&mut world, 1, proposal, true);
    world.settle();
    let (_, again) = noted(&mut world, 0);
    assert!(again > 0 && noted(&mut world, 1) == (true, again), "it stands there, once more, on all pages");
    assert_eq!(world.replicas[1].signed, signed, "all know already that somebody did");
}
