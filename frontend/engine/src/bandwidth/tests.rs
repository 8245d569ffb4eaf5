//! The ladder held against its design, row by row: what each number of people and each uplink gets.

use super::ladder::{Case, ROUNDED, Rung, SOUND_RESERVE, goal, sound, want, want_of_screen};
use super::screen_policy::screen_sound;
use super::*;
use crate::api::effect::Motion;
use crate::api::view::Saving;
use crate::messaging::message::PictureSize;
use crate::room::tile_size::TileSize;

const CASE: Case = Case {
    want: PictureSize::Stage,
    people: 2,
    budget: 2_000_000,
    ceiling: None,
    speaks: false,
    chosen: true,
    saving: Saving::Nothing,
    beside: 0,
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
    for (people, rung) in ladder {
        assert_eq!(sent(Case { people, ..CASE }), Some(rung), "{people} people");
    }
}

#[test]
fn a_connection_begins_where_the_ladder_does() {
    assert_eq!(crate::api::sender_parameters::CAMERA_AT_FIRST, Rung::START.parameters());
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
        (PictureSize::None, None),
        (PictureSize::Thumbnail, Some((170_000, 180, 15))),
        (PictureSize::Tile, Some((740_000, 540, 24))),
        (PictureSize::Stage, Some((1_200_000, 720, 30))),
    ];
    for (want, rung) in wants {
        assert_eq!(sent(Case { want, ..CASE }), rung, "{want:?}");
    }
}

#[test]
fn who_is_not_among_the_last_speakers_sends_only_to_a_stage() {
    assert_eq!(sent(Case { chosen: false, ..CASE }), Some((1_200_000, 720, 30)));
    assert_eq!(goal(Case { chosen: false, want: PictureSize::Tile, ..CASE }), None);
}

#[test]
fn a_narrow_way_gets_less_than_its_share() {
    assert_eq!(sent(Case { ceiling: Some(200_000), ..CASE }), Some((170_000, 180, 15)));
    assert_eq!(sent(Case { ceiling: Some(20_000), ..CASE }), None);
}

#[test]
fn saving_data_shows_and_sends_less() {
    let levels = [
        (Saving::Nothing, [PictureSize::Stage, PictureSize::Stage, PictureSize::Tile, PictureSize::Thumbnail]),
        (Saving::SmallPictures, [PictureSize::Thumbnail; 4]),
        (Saving::OnlySpeaker, [PictureSize::Tile, PictureSize::None, PictureSize::None, PictureSize::None]),
        (Saving::OnlySound, [PictureSize::None; 4]),
    ];
    for (saving, [speaker, alone, some, many]) in levels {
        let equal = |others| TileSize::Equal { others };
        assert_eq!(want(true, saving, equal(1), true), speaker, "{saving:?}");
        assert_eq!(want(true, saving, equal(1), false), alone, "{saving:?}");
        assert_eq!(want(true, saving, equal(8), false), some, "{saving:?}");
        assert_eq!(want(true, saving, equal(9), false), many, "{saving:?}");
        assert_eq!(want(true, saving, TileSize::Large, false), alone, "{saving:?}: alone on the stage");
        assert_eq!(want(true, saving, TileSize::Aside, false), many, "{saving:?}: small beside it");
        assert_eq!(want(false, saving, TileSize::Large, true), PictureSize::None, "nobody sees a hidden page");
        let expected = if saving == Saving::Nothing { (1_200_000, 720, 30) } else { (170_000, 180, 15) };
        assert_eq!(sent(Case { saving, ..CASE }), Some(expected), "{saving:?}");
    }
}

#[test]
fn sound_is_never_given_up_and_thinner_only_on_narrow_uplinks() {
    assert_eq!(sound(true, 300_000, Saving::Nothing).bitrate, 32_000);
    assert_eq!(sound(true, 299_999, Saving::Nothing).bitrate, 24_000);
    assert!(sound(true, 0, Saving::OnlySound).active);
}

fn peers(count: u8) -> Vec<PeerId> {
    (0..count).map(|n| PeerId([n; 32])).collect()
}

#[test]
fn from_seven_cameras_on_the_last_four_speakers_send_pictures() {
    let mut quality = Bandwidth::new(Time(0));
    let (six, seven) = (peers(6), peers(7));
    assert!(six.iter().all(|who| quality.sends_pictures(*who, &six)));
    quality.order.hear(&[seven[6]], &seven, Time(1));
    let sending: Vec<u8> =
        seven.iter().filter(|who| quality.sends_pictures(**who, &seven)).map(|who| who.0[0]).collect();
    assert_eq!(sending, [0, 1, 2, 6]);
}

#[test]
fn above_twelve_people_the_last_six_speakers_keep_their_sound() {
    let mut quality = Bandwidth::new(Time(0));
    let (twelve, thirteen) = (peers(12), peers(13));
    assert!(twelve.iter().all(|who| quality.sends_sound(*who, &twelve)));
    quality.order.hear(&[thirteen[12]], &thirteen, Time(1));
    let sending: Vec<u8> =
        thirteen.iter().filter(|who| quality.sends_sound(**who, &thirteen)).map(|who| who.0[0]).collect();
    assert_eq!(sending, [0, 1, 2, 3, 4, 12], "whoever starts to talk is heard at once");
}

/// Bits per second, lines, pictures per second of our screen.
fn screen_sent(case: Case, motion: Motion) -> Option<(u32, u16, u8)> {
    let parameters = screen_policy::screen(screen_policy::goal(case), motion);
    parameters.active.then(|| parameters.picture.map(|size| (parameters.bitrate, size.lines, size.rate)))?
}

#[test]
fn a_screen_is_sharp_or_smooth_and_no_better_than_its_uplink() {
    let wide = Case { budget: 8_000_000, ..CASE };
    assert_eq!(screen_sent(wide, Motion::Still), Some((1_500_000, 1_080, 15)));
    assert_eq!(screen_sent(wide, Motion::Moving), Some((1_500_000, 1_080, 30)));
    assert_eq!(screen_sent(CASE, Motion::Still), Some((1_000_000, 1_080, 10)));
    assert_eq!(screen_sent(Case { people: 8, ..CASE }, Motion::Still), Some((80_000, 720, 2)));
    assert_eq!(screen_sent(Case { budget: 0, ..CASE }, Motion::Moving), Some((80_000, 270, 10)), "but never nothing");
    let narrow = Case { ceiling: Some(450_000), ..wide };
    assert_eq!(screen_sent(narrow, Motion::Still), Some((300_000, 1_080, 5)));
}

#[test]
fn a_screen_is_sent_as_it_is_shown() {
    let wide = Case { budget: 8_000_000, ..CASE };
    let wants = [
        (PictureSize::None, None),
        (PictureSize::Thumbnail, Some((150_000, 720, 5))),
        (PictureSize::Tile, Some((600_000, 1_080, 8))),
        (PictureSize::Stage, Some((1_500_000, 1_080, 15))),
    ];
    for (want, rung) in wants {
        assert_eq!(screen_sent(Case { want, ..wide }, Motion::Still), rung, "{want:?}");
    }
}

#[test]
fn a_screen_is_read_by_whoever_saves_on_faces_and_not_seen_by_whoever_takes_sound_only() {
    let levels = [
        (Saving::Nothing, [PictureSize::Stage, PictureSize::Tile, PictureSize::Thumbnail]),
        (Saving::SmallPictures, [PictureSize::Tile, PictureSize::Thumbnail, PictureSize::Thumbnail]),
        (Saving::OnlySpeaker, [PictureSize::Tile, PictureSize::Thumbnail, PictureSize::Thumbnail]),
        (Saving::OnlySound, [PictureSize::None; 3]),
    ];
    for (saving, wants) in levels {
        for (shown, wanted) in [TileSize::Large, TileSize::Equal { others: 3 }, TileSize::Aside].into_iter().zip(wants)
        {
            assert_eq!(want_of_screen(true, saving, shown), wanted, "{saving:?}, {shown:?}");
            assert_eq!(want_of_screen(false, saving, shown), PictureSize::None, "nobody sees a hidden page");
        }
    }
}

#[test]
fn camera_and_screen_together_stay_within_the_uplink() {
    for people in 2..30 {
        for budget in (400_000..12_000_000).step_by(50_000) {
            let case = Case { people, budget, speaks: true, ..CASE };
            let sound = screen_sound(&case).bitrate;
            let screen =
                screen_sent(Case { beside: sound, ..case }, Motion::Still).map_or(0, |(bitrate, ..)| bitrate) + sound;
            let camera = sent(Case { beside: screen, ..case }).map_or(0, |(bitrate, ..)| bitrate);
            let each = i64::from(camera + screen) + SOUND_RESERVE;
            let all = each * (people as i64 - 1) * (ROUNDED - 1) / ROUNDED;
            assert!(camera == 0 || all <= i64::from(budget), "{people} people, {budget} bit/s: {camera} and {screen}");
        }
    }
}

#[test]
fn who_shares_a_screen_keeps_a_face_while_there_is_room_for_the_smallest() {
    let narrow = Case { people: 5, budget: 1_000_000, want: PictureSize::Thumbnail, ..CASE };
    let sound = screen_sound(&narrow).bitrate;
    let (screen, ..) = screen_sent(Case { want: PictureSize::Stage, beside: sound, ..narrow }, Motion::Still).unwrap();
    assert_eq!((sound, screen), (36_000, 80_000));
    assert_eq!(sent(Case { beside: screen + sound, ..narrow }), Some((30_000, 180, 5)));
    assert_eq!(sent(Case { beside: screen + sound, budget: 500_000, ..narrow }), None);
}
