//! Pads: undo of one's own edits alone, authors, versions, carets, updates that overtake each other, bounds.

#![allow(clippy::unwrap_used)]

mod world;

use plenum_document::api::act::{Act, Change, PadAct};
use plenum_document::api::effect::{Effect, PadEffect, PieceChange};
use plenum_document::api::event::Event;
use plenum_document::api::view::TOLD_MS;
use plenum_document::base::ids::{Key, PadId};
use plenum_document::base::time::Time;
use plenum_document::fold::Folds;
use plenum_document::fold::pad_names::{ALL_PADS, PADS};
use plenum_document::pads::history::UNDO_UNITS;
use plenum_document::pads::pad::{Pad, TEXT_UNITS};
use plenum_document::pads::versions::{EVERY_MS, FIRST_MS, VERSIONS};
use plenum_document::records::content::{Content, Pads};
use plenum_document::records::record::Record;
use world::{BEGIN, ROOM, Replica, World, key_of, signed, signing_key};

const PAD: PadId = PadId([0; 16]);

fn insert(from: u32, insert: &str) -> Change {
    Change { from, to: from, insert: insert.to_owned() }
}

fn room(count: u8) -> World {
    let mut world = World::new(1, count);
    world.connect_all();
    let now = world.now;
    world.replicas.iter_mut().for_each(|replica| drop(replica.open(PAD, now)));
    world.quiesce();
    world
}

fn edit(world: &mut World, at: usize, changes: Vec<Change>) {
    let version = world.replicas[at].mirrors[&PAD].version;
    world.act(at, Act::Pad(PadAct::Edit { pad: PAD, version, changes }));
    world.now = world.now + 1_000;
    (0..world.replicas.len()).for_each(|at| world.event(at, Event::Tick));
    world.quiesce();
    (0..world.replicas.len()).for_each(|at| world.event(at, Event::Tick));
    world.quiesce();
}

fn text(world: &World, at: usize) -> String {
    world.replicas[at].mirrors[&PAD].text()
}

#[test]
fn one_takes_back_only_ones_own_edits() {
    let mut world = room(2);
    edit(&mut world, 0, vec![insert(0, "Eins ")]);
    edit(&mut world, 1, vec![insert(5, "zwei ")]);
    edit(&mut world, 0, vec![insert(10, "drei")]);
    assert_eq!([text(&world, 0), text(&world, 1)], ["Eins zwei drei", "Eins zwei drei"]);
    world.act(0, Act::Pad(PadAct::Undo { pad: PAD }));
    world.act(0, Act::Pad(PadAct::Undo { pad: PAD }));
    world.settle();
    assert_eq!([text(&world, 0), text(&world, 1)], ["zwei ", "zwei "]);
    let pad = world.replicas[0].view().pads.value[0].clone();
    assert!(!pad.can_undo && pad.can_redo);
    world.act(0, Act::Pad(PadAct::Redo { pad: PAD }));
    world.settle();
    assert_eq!(text(&world, 1), "Eins zwei ");
}

#[test]
fn everybody_sees_who_wrote_what_also_when_they_have_left() {
    let mut world = room(3);
    edit(&mut world, 0, vec![insert(0, "Grüße 👩‍🚀")]);
    edit(&mut world, 1, vec![insert(6, "an alle ")]);
    let [ada, ben] = [world.replicas[0].us, world.replicas[1].us];
    world.part(2, 0);
    world.part(2, 1);
    let now = world.now;
    let (text, runs) = world.replicas[2].open(PAD, now);
    assert_eq!(text, "Grüße an alle 👩‍🚀");
    let runs: Vec<_> = runs.iter().map(|run| (run.from, run.to, run.author.unwrap())).collect();
    assert_eq!(runs, [(0, 6, ada), (6, 14, ben), (14, 19, ada)]);
}

#[test]
fn an_update_that_overtakes_the_one_it_builds_upon_waits_for_it() {
    let mut world = room(3);
    // Of what the first writes, the third hears late.
    edit(&mut world, 0, vec![insert(0, "a")]);
    let version = world.replicas[0].mirrors[&PAD].version;
    world.act(0, Act::Pad(PadAct::Edit { pad: PAD, version, changes: vec![insert(1, "b")] }));
    world.now = world.now + 40;
    world.event(0, Event::Tick);
    world.deliver((0, 1));
    let version = world.replicas[1].mirrors[&PAD].version;
    world.act(1, Act::Pad(PadAct::Edit { pad: PAD, version, changes: vec![insert(2, "c")] }));
    world.sign(1);
    world.now = world.now + 40;
    world.event(1, Event::Tick);
    for _ in 0..4 {
        world.deliver((1, 2));
    }
    assert_eq!(text(&world, 2), "a");
    world.deliver((0, 2));
    assert_eq!(text(&world, 2), "abc", "at once, without asking anybody");
}

#[test]
fn a_keystroke_costs_few_bytes() {
    let mut world = room(2);
    for at in 0..50 {
        edit(&mut world, 0, vec![insert(at, "x")]);
    }
    let before = world.delivered.1;
    let version = world.replicas[0].mirrors[&PAD].version;
    world.act(0, Act::Pad(PadAct::Edit { pad: PAD, version, changes: vec![insert(50, "y")] }));
    world.now = world.now + 30;
    world.event(0, Event::Tick);
    world.deliver((0, 1));
    let cost = world.delivered.1 - before;
    assert!(cost <= 60, "{cost} bytes");
}

#[test]
fn a_key_is_on_its_way_at_once_and_what_follows_it_closely_goes_together() {
    let mut world = room(2);
    edit(&mut world, 0, vec![insert(0, "a")]);
    let mut type_key = |after: u64, key: &str| {
        world.now = world.now + after;
        let version = world.replicas[0].mirrors[&PAD].version;
        world.act(0, Act::Pad(PadAct::Edit { pad: PAD, version, changes: vec![insert(0, key)] }));
        world.deliver((0, 1));
        text(&world, 1)
    };
    assert_eq!(type_key(0, "b"), "ba", "long after the one before");
    assert_eq!(type_key(10, "c"), "ba");
    assert_eq!(type_key(10, "d"), "ba");
    assert_eq!(type_key(10, "e"), "edcba", "30 ms after the first");
}

fn answer(replica: &mut Replica, now: Time, version: u64, changes: Vec<Change>) -> Option<PadEffect> {
    let act = Act::Pad(PadAct::Edit { pad: PAD, version, changes });
    let effects = replica.document.handle(Event::Act(act), now);
    effects.into_iter().find_map(|effect| if let Effect::Pad(pad) = effect { Some(pad) } else { None })
}

#[test]
fn an_edit_on_its_way_to_a_version_that_is_over_is_not_made() {
    let mut world = room(1);
    let now = world.now;
    let replica = &mut world.replicas[0];
    let opened = replica.mirrors[&PAD].version;
    let made = answer(replica, now, opened, vec![insert(0, "a")]);
    assert!(matches!(made, Some(PadEffect::Patch { version, own: true, .. }) if version == opened + 1));
    assert_eq!(answer(replica, now, opened, vec![insert(0, "late")]), None, "the editor is told that of the patch");
    // Nothing was written, and yet the editor pushes again what it had pushed before.
    assert_eq!(replica.open(PAD, now).0, "a");
    assert_eq!(answer(replica, now, opened + 1, vec![insert(0, "twice")]), None);
    assert_eq!(replica.open(PAD, now).0, "a");
    let again = replica.mirrors[&PAD].version;
    assert!(answer(replica, now, again, vec![insert(0, "once ")]).is_some());
    assert_eq!(replica.open(PAD, now).0, "once a");
}

#[test]
fn an_edit_made_to_a_worker_that_died_is_not_made_to_the_next() {
    let mut world = room(1);
    edit(&mut world, 0, vec![insert(0, "kept")]);
    world.settle();
    let before = world.replicas[0].mirrors[&PAD].version;
    let copy = world.replicas[0].copies.last().cloned();
    let mut next = Replica::new(0, [7; 32], copy, world.now);
    // As long as the editor does not know of it, and after the pad is opened.
    for _ in 0..2 {
        for version in (0..4).chain(before - 1..before + 2) {
            assert_eq!(answer(&mut next, world.now, version, vec![insert(0, "x")]), None);
        }
        assert_eq!(next.open(PAD, world.now).0, "kept");
    }
    assert!(next.mirrors[&PAD].version < 1 << 52, "a script has room to count on");
}

#[test]
fn edits_that_fit_no_text_are_refused() {
    let mut world = room(1);
    edit(&mut world, 0, vec![insert(0, "a👩b")]);
    let (now, version) = (world.now, world.replicas[0].mirrors[&PAD].version);
    let mut answer = |changes| answer(&mut world.replicas[0], now, version, changes);
    let wide = |from, to| Change { from, to, insert: String::new() };
    for changes in
        [vec![wide(2, 3)], vec![wide(0, 9)], vec![wide(3, 1)], vec![wide(1, 3), wide(0, 1)], vec![insert(5, "x")]]
    {
        assert_eq!(answer(changes), Some(PadEffect::Refused { pad: PAD }));
    }
    let long = "x".repeat(TEXT_UNITS);
    assert_eq!(answer(vec![insert(0, &long)]), Some(PadEffect::Refused { pad: PAD }));
}

#[test]
fn carets_move_with_the_text_and_vanish_with_their_peer() {
    let mut world = room(2);
    edit(&mut world, 0, vec![insert(0, "Hallo Welt")]);
    world.act(0, Act::Pad(PadAct::Cursor { pad: PAD, anchor: 6, head: 10 }));
    world.quiesce();
    let at = |world: &mut World| {
        let cursors = world.replicas[1].view().cursors.value;
        cursors.iter().map(|cursor| (cursor.anchor, cursor.head)).collect::<Vec<_>>()
    };
    assert_eq!(at(&mut world), [(6, 10)]);
    edit(&mut world, 1, vec![insert(0, "👩 ")]);
    assert_eq!(at(&mut world), [(9, 13)]);
    world.part(0, 1);
    assert_eq!(at(&mut world), []);
    // Whoever comes later sees them where they are.
    world.connect(0, 1);
    world.quiesce();
    assert_eq!(at(&mut world), [(9, 13)]);
}

#[test]
fn versions_are_kept_told_apart_and_put_back() {
    let mut world = room(2);
    edit(&mut world, 0, vec![insert(0, "eins\nzwei\n")]);
    world.now = world.now + EVERY_MS;
    world.event(0, Event::Tick);
    edit(&mut world, 1, vec![Change { from: 5, to: 9, insert: "ZWEI".to_owned() }]);
    world.now = world.now + EVERY_MS;
    world.event(0, Event::Tick);
    let versions = world.replicas[0].view().pads.value[0].versions.clone();
    assert_eq!(versions.len(), 2);
    let (now, kept_ms) = (world.now, versions[1]);
    let effects = world.replicas[0].document.handle(Event::Act(Act::Pad(PadAct::Show { pad: PAD, kept_ms })), now);
    let Some(Effect::Pad(PadEffect::Version { pieces, .. })) = effects.first() else { panic!("{effects:?}") };
    let ben = world.replicas[1].us;
    let told: Vec<_> = pieces.iter().map(|piece| (piece.change, piece.text.as_str())).collect();
    let (one, two) = (PieceChange::Added(Some(ben)), PieceChange::Added(Some(world.replicas[0].us)));
    assert_eq!(told, [(PieceChange::Kept, "eins\n"), (PieceChange::Removed, "zwei\n"), (one, "ZWEI"), (two, "\n")]);
    world.act(0, Act::Pad(PadAct::Restore { pad: PAD, kept_ms: versions[0] }));
    world.settle();
    assert_eq!(text(&world, 1), "eins\nzwei\n");
    for _ in 0..VERSIONS + 5 {
        edit(&mut world, 0, vec![insert(0, "x")]);
        world.now = world.now + EVERY_MS;
        world.event(0, Event::Tick);
    }
    assert_eq!(world.replicas[0].view().pads.value[0].versions.len(), VERSIONS);
}

#[test]
fn the_patches_of_yrs_are_the_text_of_yrs() {
    let [mut one, mut two] = [Pad::new(1), Pad::new(2)];
    one.edit(one.version(), &[insert(0, "ä👩‍🚀e\u{301}שלום")], BEGIN).unwrap();
    for update in one.take_outgoing(BEGIN + 30) {
        two.apply(&update).unwrap();
    }
    assert_eq!(two.text(), "ä👩‍🚀e\u{301}שלום");
    two.edit(two.version(), &[Change { from: 1, to: 6, insert: "𝕏".to_owned() }], BEGIN).unwrap();
    for update in two.take_outgoing(BEGIN + 30) {
        one.apply(&update).unwrap();
    }
    assert_eq!([one.text(), two.text()], ["ä𝕏e\u{301}שלום", "ä𝕏e\u{301}שלום"]);
}

/// Of each pad its name, and who removed it.
fn listed(world: &mut World, at: usize) -> Vec<(String, Option<Key>)> {
    world.replicas[at].view().pads.value.iter().map(|pad| (pad.name.clone(), pad.removed)).collect()
}

#[test]
fn a_removed_pad_keeps_what_others_wrote_meanwhile() {
    let mut world = room(2);
    let ada = world.replicas[0].us;
    world.act(0, Act::Pad(PadAct::Make { name: "Liste".to_owned() }));
    world.settle();
    let pad = world.replicas[0].view().pads.value[1].id;
    world.cut(0, 1);
    world.act(0, Act::Pad(PadAct::Remove { pad }));
    world.act(0, Act::Pad(PadAct::Remove { pad: PAD }));
    world.act(1, Act::Pad(PadAct::Append { pad, text: "Brot".to_owned() }));
    world.connect(0, 1);
    world.settle();
    for at in [0, 1] {
        let first = (String::new(), None);
        assert_eq!(listed(&mut world, at), [first, ("Liste".to_owned(), Some(ada))], "the first one cannot be removed");
    }
    world.act(1, Act::Pad(PadAct::PutBack { pad }));
    world.settle();
    let now = world.now;
    assert_eq!(listed(&mut world, 0)[1], ("Liste".to_owned(), None));
    assert_eq!(world.replicas[0].open(pad, now).0, "Brot\n");
}

#[test]
fn removed_pads_are_bounded_and_make_room_for_others() {
    let mut world = room(1);
    let make = |world: &mut World| world.act(0, Act::Pad(PadAct::Make { name: "Pad".to_owned() }));
    for _ in 0..PADS + 5 {
        make(&mut world);
        world.settle();
    }
    assert_eq!(listed(&mut world, 0).len(), PADS);
    for _ in 0..ALL_PADS {
        let pads = world.replicas[0].view().pads.value;
        let pad = pads.iter().rev().find(|pad| pad.removed.is_none()).unwrap().id;
        world.act(0, Act::Pad(PadAct::Remove { pad }));
        make(&mut world);
        world.settle();
    }
    assert_eq!(listed(&mut world, 0).len(), ALL_PADS);
    // The list is filled up again, and what was removed stays removed as long as there is no room.
    let pads = world.replicas[0].view().pads.value;
    for pad in pads.iter().filter(|pad| pad.removed.is_some()) {
        world.act(0, Act::Pad(PadAct::PutBack { pad: pad.id }));
    }
    world.settle();
    assert_eq!(listed(&mut world, 0).iter().filter(|(_, removed)| removed.is_none()).count(), PADS);
}

#[test]
fn what_stood_there_is_kept_before_an_older_version_is_put_back() {
    let mut world = room(2);
    edit(&mut world, 0, vec![insert(0, "alt")]);
    world.now = world.now + FIRST_MS;
    world.event(0, Event::Tick);
    let versions = |world: &mut World| world.replicas[0].view().pads.value[0].versions.clone();
    let first = versions(&mut world);
    assert_eq!(first.len(), 1, "a minute after the first change");
    edit(&mut world, 0, vec![insert(3, " und neu")]);
    // Also if the clock is set back.
    world.now = Time(world.now.0 - 10_000);
    world.act(0, Act::Pad(PadAct::Restore { pad: PAD, kept_ms: first[0] }));
    assert_eq!(text(&world, 0), "alt");
    let kept = versions(&mut world);
    assert_eq!(kept.len(), 2);
    world.act(0, Act::Pad(PadAct::Restore { pad: PAD, kept_ms: kept[1] }));
    assert_eq!(text(&world, 0), "alt und neu", "nothing is lost");
    assert_eq!(versions(&mut world).len(), 3);
}

#[test]
fn a_long_run_of_typing_is_taken_back_in_steps() {
    let mut world = room(1);
    let mut keys: Vec<String> = vec!["x".to_owned(); 70];
    keys[45] = "\n".to_owned();
    for (at, key) in (0..).zip(&keys) {
        world.now = world.now + 57;
        let version = world.replicas[0].mirrors[&PAD].version;
        world.act(0, Act::Pad(PadAct::Edit { pad: PAD, version, changes: vec![insert(at, key)] }));
    }
    let mut lengths = Vec::new();
    while world.replicas[0].view().pads.value[0].can_undo {
        world.act(0, Act::Pad(PadAct::Undo { pad: PAD }));
        lengths.push(text(&world, 0).len() as u32);
    }
    assert_eq!(lengths, [66, 46, 2 * UNDO_UNITS, UNDO_UNITS, 0]);
}

#[test]
fn who_put_an_older_version_back_is_told_to_the_others() {
    let mut world = room(3);
    let [ada, ben, cem] = [0, 1, 2].map(|at: usize| world.replicas[at].us);
    edit(&mut world, 0, vec![insert(0, "alt")]);
    world.now = world.now + FIRST_MS;
    world.event(0, Event::Tick);
    let restored = |world: &mut World, at: usize| world.replicas[at].view().pads.value[0].restored;
    let kept_ms = world.replicas[0].view().pads.value[0].versions[0];
    // A version that nobody kept, and one that stands there already.
    world.act(0, Act::Pad(PadAct::Restore { pad: PAD, kept_ms: kept_ms + 1 }));
    world.act(0, Act::Pad(PadAct::Restore { pad: PAD, kept_ms }));
    world.settle();
    assert_eq!(restored(&mut world, 1), None, "nothing has changed");

    edit(&mut world, 1, vec![insert(3, " und neu")]);
    let at_ms = world.now.0;
    world.act(0, Act::Pad(PadAct::Restore { pad: PAD, kept_ms }));
    world.settle();
    assert_eq!(text(&world, 1), "alt");
    let told = restored(&mut world, 1).unwrap();
    assert_eq!((told.by, told.at_ms, told.kept_ms), (ada, at_ms, kept_ms));
    assert_eq!([restored(&mut world, 0), restored(&mut world, 2)], [Some(told); 2], "all know the same");
    assert!(
        told.is_told(Some(ben), at_ms + TOLD_MS)
            && told.is_told(Some(cem), at_ms - TOLD_MS)
            && told.is_told(None, at_ms)
    );
    assert!(!told.is_told(Some(ada), at_ms), "whoever did it knows");
    assert!(!told.is_told(Some(ben), at_ms + TOLD_MS + 1), "long ago");
}

#[test]
fn a_version_of_the_future_was_kept_when_it_was_put_back() {
    let (author, content) = (signing_key(9), Content::Pads(Pads::Restore { pad: PAD, kept_ms: u64::MAX }));
    let mut folds = Folds::default();
    folds.insert(&Record::read(&signed(&author, 1, 0, 1, &content), &ROOM).unwrap(), &ROOM);
    let told = folds.pads.state().pads()[0].restored.unwrap();
    assert_eq!((told.by, told.kept_ms), (key_of(&author), BEGIN.0));
}
