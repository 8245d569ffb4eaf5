//! Text in names: what smears, deceives, hides or is no text at all. Each is cleaned, or dropped as a whole.

use super::{mallory, meeting};
use crate::world::mallory::{MALLORY, status};
use plenum_engine::api::values::Presence;
use plenum_engine::messaging::message::{PeerMessage, RoomMessage, Status};

#[test]
fn names_that_smear_and_deceive_are_cleaned() {
    let mut world = meeting(7);
    let smear = format!("a{}", "\u{0301}".repeat(100_000 / 8));
    for (n, name) in ["\u{202e}neB", &smear, &"W".repeat(20_000), "\u{200b}\u{feff}", "<b>Ben</b>\r\n\u{0}", ""]
        .into_iter()
        .enumerate()
    {
        let status = Status {
            revision: u32::MAX - 10 + n as u32,
            presence: Presence::In,
            name: name.into(),
            microphone: true,
            camera: true,
            deaf: true,
            screen: true,
            screen_sound: false,
            trouble: None,
            resumes: None,
        };
        world.guest_writes(MALLORY, 0, 0, &PeerMessage::Room(RoomMessage::Status(status)));
        world.run(500);
        let shown = mallory(&world, 0).map(|shown| shown.name).unwrap_or_default();
        assert!(shown.chars().count() <= 160 && !shown.contains(['\u{202e}', '\u{200b}', '\r', '\n', '\u{0}']));
    }
    world.unharmed();
}

/// What Ada sees of a name.
fn shown_as(name: &str) -> String {
    let mut world = meeting(71);
    let revision = world.guests[MALLORY].revise();
    world.guest_writes(MALLORY, 0, 0, &PeerMessage::Room(RoomMessage::Status(status(revision, Presence::In, name))));
    world.run(500);
    let shown = mallory(&world, 0).expect("she is in").name.to_string();
    world.unharmed();
    shown
}

#[test]
fn every_name_has_a_stated_outcome() {
    let before = "Mallory";
    for (name, shown) in [
        // Dropped: the name of before stays.
        ("W".repeat(257), before),
        (format!("a{}", "\u{0301}".repeat(100_000 / 8)), before),
        // Cleaned.
        ("\u{202e}neB".into(), "neB"),
        ("Be\u{200b}n\u{feff}".into(), "Ben"),
        ("\u{0007}B\u{009b}en\u{0000}".into(), "Ben"),
        ("  Ada \r\n  Ben\u{2028} ".into(), "Ada Ben"),
        // Kept to the message: nothing is ever markup.
        ("<b>Ben</b>".into(), "<b>Ben</b>"),
        ("javascript:alert(1)".into(), "javascript:alert(1)"),
        // Nothing is left.
        ("\u{200b}\u{2060}\u{feff}\u{00ad}".into(), ""),
        (String::new(), ""),
    ] {
        assert_eq!(shown_as(&name), shown, "{:?}", name.chars().take(20).collect::<String>());
    }
}

#[test]
fn marks_that_pile_up_within_the_bound_are_few() {
    let name = format!("a{}", "\u{0301}".repeat(127));
    assert!(shown_as(&name).chars().count() <= 8, "a message and a few marks");
}

#[test]
fn half_a_character_is_no_text_and_its_bundle_is_dropped() {
    let mut world = meeting(72);
    for name in [r"\ud800", r"\udc00x", r"\ud800\ud800", r"\u12"] {
        let body = format!(
            r#"{{"messages":[{{"topic":"room","type":"status","revision":3000000000,"place":"in","name":"{name}","microphone":true,"camera":true}}]}}"#
        );
        world.guest_writes_bytes(MALLORY, 0, 0, body.as_bytes());
    }
    world.guest_writes_bytes(
        MALLORY,
        0,
        0,
        b"{\"messages\":[{\"topic\":\"room\",\"type\":\"status\",\"name\":\"\xFF\xFE\"}]}",
    );
    world.run(1_000);
    assert_eq!(&*mallory(&world, 0).expect("she is in").name, "Mallory");
    world.unharmed();
}

#[test]
fn two_of_one_name_have_a_tile_each() {
    let mut world = meeting(73);
    let other = world.invite_guest();
    (0..2).for_each(|who| world.guest_enters(other, who, "Mallory"));
    world.run(1_000);
    let tiles = [MALLORY, other].map(|guest| world.guest_as_seen(0, guest).expect("both are in").tile);
    assert!(tiles[0] != tiles[1]);
    world.unharmed();
}
