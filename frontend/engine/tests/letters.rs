//! Golden letters: what this version says stays readable, to the byte.

use plenum_engine::effect::Candidate;
use plenum_engine::letter::{
    Bundle, Description, DescriptionKind, Enclosed, Favour, Hears, Letter, Parting, Resumes, Standing, Status,
    Together, Want, Wants, Wish,
};
use plenum_shared::ids::{PeerId, PublicKey, Signature};

fn letters() -> Vec<(&'static str, Letter)> {
    let status = Status {
        revision: 3,
        place: Standing::In,
        name: "Zoë".to_owned(),
        microphone: true,
        camera: false,
        deaf: false,
        screen: false,
        screen_sound: false,
        resumes: None,
    };
    let back =
        Status { resumes: Some(Resumes { key: PublicKey([1; 32]), signature: Signature([2; 64]) }), ..status.clone() };
    let deaf = Status { deaf: true, ..status.clone() };
    let sharing = Status { screen: true, screen_sound: true, ..status.clone() };
    let candidate = Candidate {
        candidate: "candidate:1 1 udp 1 192.0.2.7 54321 typ host".to_owned(),
        mid: Some("0".to_owned()),
        line: Some(0),
        ufrag: None,
    };
    let description = |kind| Letter::Description(Description { kind, sdp: "v=0\r\n".to_owned() });
    let wants = |camera| Letter::Wants(Wants { revision: 4, camera, screen: Want::Tile });
    vec![
        ("status", Letter::Status(status)),
        ("status-after-reload", Letter::Status(back)),
        ("status-sharing", Letter::Status(sharing)),
        ("offer", description(DescriptionKind::Offer)),
        ("answer", description(DescriptionKind::Answer)),
        ("candidates", Letter::Candidates { candidates: vec![candidate] }),
        ("ask-ice-restart", Letter::Ask { what: Wish::IceRestart }),
        ("ask-fresh", Letter::Ask { what: Wish::Fresh }),
        ("fingerprints", Letter::Fingerprints { mine: "AB:CD".to_owned(), yours: "12:34".to_owned() }),
        ("goodbye-left", Letter::Goodbye { how: Parting::Left }),
        ("goodbye-unloaded", Letter::Goodbye { how: Parting::Unloaded }),
        ("receipt", Letter::Receipt {}),
        ("wants-none", wants(Want::None)),
        ("wants-thumb", wants(Want::Thumb)),
        ("wants-tile", wants(Want::Tile)),
        ("wants-stage", wants(Want::Stage)),
        ("status-deaf", Letter::Status(deaf)),
        ("wants-no-screen", Letter::Wants(Wants { revision: 4, camera: Want::Thumb, screen: Want::None })),
        ("please-mute", Letter::Please { what: Favour::Mute }),
        ("hears", Letter::Hears(Hears { revision: 5, well: vec![PeerId([1; 32])], badly: vec![PeerId([2; 32])] })),
        ("echo", Letter::Echo {}),
        ("ask-no-more", Letter::Ask { what: Wish::NoMore }),
        ("call-off", Letter::CallOff {}),
        ("together", Letter::Together(Together { revision: 2, sits: true })),
    ]
}

#[test]
fn version_1_says_what_it_always_said() {
    let golden = include_str!("letters/version-1.jsonl");
    let mut said = golden.lines();
    for (name, letter) in letters() {
        let bundle = Bundle { receipts: vec![5], letters: vec![Enclosed { id: Some(7), letter }] };
        let line = said.next().unwrap_or_else(|| panic!("no golden line for {name}"));
        assert_eq!(serde_json::to_string(&bundle).unwrap(), line, "{name}");
        assert_eq!(serde_json::from_str::<Bundle>(line).unwrap(), bundle, "{name}");
    }
    assert_eq!(said.next(), None);
}

#[test]
fn nothing_a_person_wrote_shows_in_debug() {
    for (name, letter) in letters() {
        let shown = format!("{letter:?}");
        for secret in ["Zoë", "192.0.2.7", "v=0"] {
            assert!(!shown.contains(secret), "{name}: {shown}");
        }
    }
}
