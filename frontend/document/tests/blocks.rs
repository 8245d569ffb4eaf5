//! What is put into a pad as a whole: results, minutes, templates, files. It stands by itself, whatever stood there before.

#![allow(clippy::unwrap_used)]

mod world;

use plenum_document::api::act::{Act, Change, PadAct};
use plenum_document::base::ids::PadId;
use world::World;

const PAD: PadId = PadId([0; 16]);

fn text(world: &mut World) -> String {
    let now = world.now;
    world.replicas[0].open(PAD, now).0
}

/// What a pad with this text becomes by a block.
fn with(before: &str, block: &str) -> String {
    let mut world = World::new(1, 1);
    text(&mut world);
    let change = Change { from: 0, to: 0, insert: before.to_owned() };
    let version = world.replicas[0].mirrors[&PAD].version;
    world.act(0, Act::Pad(PadAct::Edit { pad: PAD, version, changes: vec![change] }));
    world.act(0, Act::Pad(PadAct::Append { pad: PAD, text: block.to_owned() }));
    let after = text(&mut world);
    assert_eq!(world.replicas[0].mirrors[&PAD].text(), after, "an editor is told of it");
    after
}

#[test]
fn there_is_one_blank_line_before_a_block_and_one_end_of_a_line_behind_it() {
    for before in
        ["Grüße 👩‍🚀", "Grüße 👩‍🚀\n", "Grüße 👩‍🚀\n\n", "Grüße 👩‍🚀\n\n\n\n", "Grüße 👩‍🚀\n \u{2003}\n\t", "Grüße 👩‍🚀\n\n  "]
    {
        for block in ["# Protokoll\n\n- Ada", "# Protokoll\n\n- Ada\n", "\n# Protokoll\n\n- Ada\n\n\n"] {
            assert_eq!(with(before, block), "Grüße 👩‍🚀\n\n# Protokoll\n\n- Ada\n", "{before:?} {block:?}");
        }
    }
    // A line that somebody is about to fill stays as it is, and a block keeps its indent.
    assert_eq!(with("**Nächstes Treffen:** \n", "  x"), "**Nächstes Treffen:** \n\n  x\n");
    assert_eq!(with("**Nächstes Treffen:** ", "x"), "**Nächstes Treffen:** \n\nx\n");
}

#[test]
fn an_empty_pad_begins_with_the_block() {
    for before in ["", "\n", " \n\n\t"] {
        assert_eq!(with(before, "x\n"), "x\n", "{before:?}");
    }
    for nothing in ["", "\n", "\r\n\n"] {
        assert_eq!(with("Hallo", nothing), "Hallo");
        assert_eq!(with("", nothing), "");
    }
}

#[test]
fn blocks_follow_each_other_with_one_blank_line_between() {
    let mut world = World::new(1, 1);
    for block in ["eins", "zwei\n", "drei\n\n"] {
        world.act(0, Act::Pad(PadAct::Append { pad: PAD, text: block.to_owned() }));
    }
    assert_eq!(text(&mut world), "eins\n\nzwei\n\ndrei\n");
}
