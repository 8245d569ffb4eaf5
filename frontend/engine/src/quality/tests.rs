//! The ladder held against `NUMBERS.md`, line by line.

use super::*;

const CASE: Case = Case {
    want: Want::Stage,
    people: 2,
    budget: 2_000_000,
    ceiling: None,
    speaks: false,
    chosen: true,
    saving: Saving::Nothing,
};

/// Bits per second, lines, pictures per second; nothing where no picture is sent.
fn sent(case: Case) -> Option<(u32, u16, u8)> {
    let parameters = goal(case)?.parameters();
    parameters.active.then(|| parameters.picture.map(|size| (parameters.bitrate, size.lines, size.rate)))?
}

#[test]
fn the_ladder_of_two_megabits_is_the_one_of_the_numbers() {
    let ladder = [
        (2, (1_200_000, 720, 30)),
        (3, (740_000, 540, 24)),
        (4, (480_000, 360, 24)),
        (5, (340_000, 360, 20)),
        (6, (260_000, 270, 15)),
        (8, (170_000, 180, 15)),
        (10, (120_000, 180, 10)),
        (12, (90_000, 180, 8)),
    ];
    for (people, layer) in ladder {
        assert_eq!(sent(Case { people, ..CASE }), Some(layer), "{people} people");
    }
}

#[test]
fn a_connection_begins_where_the_ladder_does() {
    assert_eq!(crate::tuning::CAMERA_AT_FIRST, Rung::START.parameters());
}

#[test]
fn more_people_or_less_uplink_never_make_a_better_picture() {
    for people in 2..60 {
        for budget in (0..4_000_000).step_by(50_000) {
            let here = goal(Case { people, budget, ..CASE });
            assert!(here >= goal(Case { people: people + 1, budget, ..CASE }));
            assert!(here <= goal(Case { people, budget: budget + 50_000, ..CASE }));
        }
    }
}

#[test]
fn what_is_sent_stays_within_the_uplink() {
    for people in 2..60 {
        for budget in (100_000..8_000_000).step_by(30_000) {
            for speaks in [false, true] {
                let each = sent(Case { people, budget, speaks, ..CASE }).map_or(0, |(bitrate, ..)| i64::from(bitrate));
                // Where there is no picture only sound is left, whatever it costs.
                let all = (each + SOUND_RESERVE) * (people as i64 - 1) * (ROUNDED - 1) / ROUNDED;
                assert!(each == 0 || all <= i64::from(budget), "{people} people, {budget} bit/s, {each} each");
            }
        }
    }
}

#[test]
fn who_speaks_takes_up_to_double() {
    assert_eq!(sent(Case { people: 4, speaks: true, ..CASE }), Some((480_000, 360, 24)), "as far as the uplink goes");
    assert_eq!(sent(Case { people: 12, ..CASE }), Some((90_000, 180, 8)));
    assert_eq!(sent(Case { people: 12, speaks: true, ..CASE }), Some((120_000, 180, 10)));
}

#[test]
fn a_picture_is_no_better_than_what_it_is_shown_as() {
    let wants = [
        (Want::None, None),
        (Want::Thumb, Some((170_000, 180, 15))),
        (Want::Tile, Some((740_000, 540, 24))),
        (Want::Stage, Some((1_200_000, 720, 30))),
    ];
    for (want, layer) in wants {
        assert_eq!(sent(Case { want, ..CASE }), layer, "{want:?}");
    }
}

#[test]
fn who_is_not_among_the_last_speakers_sends_only_to_a_stage() {
    assert_eq!(sent(Case { chosen: false, ..CASE }), Some((1_200_000, 720, 30)));
    assert_eq!(goal(Case { chosen: false, want: Want::Tile, ..CASE }), None);
}

#[test]
fn a_narrow_way_gets_less_than_its_share() {
    assert_eq!(sent(Case { ceiling: Some(200_000), ..CASE }), Some((170_000, 180, 15)));
    assert_eq!(sent(Case { ceiling: Some(20_000), ..CASE }), None);
}

#[test]
fn saving_data_shows_and_sends_less() {
    let levels = [
        (Saving::Nothing, [Want::Stage, Want::Stage, Want::Tile, Want::Thumb]),
        (Saving::SmallPictures, [Want::Thumb; 4]),
        (Saving::OnlySpeaker, [Want::Tile, Want::None, Want::None, Want::None]),
        (Saving::OnlySound, [Want::None; 4]),
    ];
    for (saving, [speaker, alone, some, many]) in levels {
        assert_eq!(want(true, saving, 1, true), speaker, "{saving:?}");
        assert_eq!(want(true, saving, 1, false), alone, "{saving:?}");
        assert_eq!(want(true, saving, 8, false), some, "{saving:?}");
        assert_eq!(want(true, saving, 9, false), many, "{saving:?}");
        assert_eq!(want(false, saving, 3, true), Want::None, "nobody sees a hidden page");
        let expected = if saving == Saving::Nothing { (1_200_000, 720, 30) } else { (170_000, 180, 15) };
        assert_eq!(sent(Case { saving, ..CASE }), Some(expected), "{saving:?}");
    }
}

#[test]
fn sound_is_never_given_up_and_thinner_only_on_narrow_lines() {
    assert_eq!(sound(true, 300_000, Saving::Nothing).bitrate, 32_000);
    assert_eq!(sound(true, 299_999, Saving::Nothing).bitrate, 24_000);
    assert!(sound(true, 0, Saving::OnlySound).active);
}

fn peers(count: u8) -> Vec<PeerId> {
    (0..count).map(|n| PeerId([n; 32])).collect()
}

#[test]
fn from_seven_cameras_on_the_last_four_speakers_send_pictures() {
    let mut quality = Quality::new(Time(0));
    let (six, seven) = (peers(6), peers(7));
    assert!(six.iter().all(|who| quality.sends_pictures(*who, &six)));
    quality.floor.hear(&[seven[6]], &seven, Time(1));
    let sending: Vec<u8> =
        seven.iter().filter(|who| quality.sends_pictures(**who, &seven)).map(|who| who.0[0]).collect();
    assert_eq!(sending, [0, 1, 2, 6]);
}

#[test]
fn above_twelve_people_the_last_six_speakers_keep_their_sound() {
    let mut quality = Quality::new(Time(0));
    let (twelve, thirteen) = (peers(12), peers(13));
    assert!(twelve.iter().all(|who| quality.sends_sound(*who, &twelve)));
    quality.floor.hear(&[thirteen[12]], &thirteen, Time(1));
    let sending: Vec<u8> =
        thirteen.iter().filter(|who| quality.sends_sound(**who, &thirteen)).map(|who| who.0[0]).collect();
    assert_eq!(sending, [0, 1, 2, 3, 4, 12], "whoever starts to talk is heard at once");
}
