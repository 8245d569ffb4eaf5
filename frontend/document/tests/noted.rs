//! A result is put into the notes once, whoever does it, and all see that it is there.

#![allow(clippy::unwrap_used)]

mod words;
mod world;

use plenum_document::api::act::{Act, DecisionAct, PadAct};
use plenum_document::api::effect::{Effect, Refusal};
use plenum_document::api::event::Event;
use plenum_document::base::ids::{PadId, RecordId};
use plenum_document::records::content::{Answer, Method};
use words::words;
use world::World;
use world::room::{act, greet, room};

fn note(world: &mut World, at: usize, proposal: RecordId) {
    act(world, at, Act::Pad(PadAct::Result { pad: PadId::default(), proposal, words: words("en") }));
}

fn noted(world: &mut World, at: usize) -> (bool, u32) {
    let view = world.replicas[at].view();
    (view.decisions.value[0].noted, view.pads.value[0].length)
}

#[test]
fn a_result_is_in_the_notes_once_whoever_puts_it_there_and_after_a_reload() {
    let mut world = room(&["Ada", "Ben"]);
    greet(&mut world);
    let text = "Wir kaufen Kaffee".to_owned();
    let method = Method::Consent;
    act(&mut world, 0, Act::Decision(DecisionAct::Propose { text, method, options: Vec::new(), hidden: false }));
    let proposal = world.replicas[0].view().decisions.value[0].id;
    act(&mut world, 1, Act::Decision(DecisionAct::Answer { proposal, answer: Answer::Agree }));
    let result = PadAct::Result { pad: PadId::default(), proposal, words: words("en") };
    let now = world.now;
    let effects = world.replicas[0].document.handle(Event::Act(Act::Pad(result)), now);
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Refused(Refusal::Unfit))), "it is still open");
    act(&mut world, 0, Act::Decision(DecisionAct::Close { proposal }));
    assert_eq!(noted(&mut world, 1), (false, 0));
    note(&mut world, 0, proposal);
    let (told, length) = noted(&mut world, 1);
    assert!(told && length > 0);
    for at in [1, 0] {
        note(&mut world, at, proposal);
        assert!((0..2).all(|at| noted(&mut world, at) == (true, length)));
    }
    world.event(0, Event::Flush);
    let copy = world.replicas[0].copies.last().cloned();
    world.reload(0, 40, copy);
    world.quiesce();
    assert_eq!(noted(&mut world, 0), (true, length));
    note(&mut world, 0, proposal);
    assert_eq!(noted(&mut world, 1), (true, length));
}
