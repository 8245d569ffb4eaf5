//! Who is seen and what is covered, on a portrait of 128 by 72 pixels (Eileen Collins, by NASA, in the public domain), and what
//! TensorFlow Lite finds in it with the same network (`portrait.mask`: means of eight by eight pixels of 256 by 144). That our network
//! finds the same is tested beside it (`src/network.rs`).

use plenum_background::{Background, VirtualBackground, input_size};

const PORTRAIT: &[u8] = include_bytes!("portrait.rgb");
const FOUND: &[u8] = include_bytes!("portrait.mask");
const GREEN: Background = Background::Plain([10, 200, 30]);

/// A picture of this size; where its pixels come from.
fn picture(width: usize, height: usize, colour: impl Fn(usize, usize) -> [u8; 3]) -> Vec<u8> {
    (0..width * height).flat_map(|at| [&colour(at % width, at / width)[..], &[255]].concat()).collect()
}

fn portrait(x: usize, y: usize) -> [u8; 3] {
    PORTRAIT[(y * 128 + x) * 3..][..3].try_into().expect("three colours")
}

fn whole() -> Vec<u8> {
    picture(256, 144, |x, y| portrait(x / 2, y / 2))
}

fn covered(mut rgba: Vec<u8>, width: usize, height: usize, wanted: Background) -> Vec<u8> {
    let mut background = VirtualBackground::new().expect("the weights are those of this network");
    assert!(background.cover(&mut rgba, width, height, wanted));
    rgba
}

fn opacity(cover: &[u8], width: usize, x: usize, y: usize) -> u8 {
    cover[(y * width + x) * 4 + 3]
}

/// The mean opacity of what lies in this part.
fn mean(cover: &[u8], width: usize, [left, top, right, bottom]: [usize; 4]) -> f32 {
    let places = (top..bottom).flat_map(|y| (left..right).map(move |x| (x, y)));
    let sum: f32 = places.map(|(x, y)| f32::from(opacity(cover, width, x, y))).sum();
    sum / 255.0 / ((right - left) * (bottom - top)) as f32
}

#[test]
fn who_is_found_is_shown_and_the_room_is_hidden() {
    let cover = covered(whole(), 256, 144, GREEN);
    let (mut clear, mut hidden) = (0, 0);
    for (at, found) in FOUND.iter().enumerate() {
        let (x, y) = (at % 32 * 8, at / 32 * 8);
        let opacity = mean(&cover, 256, [x, y, x + 8, y + 8]);
        // Edges run through what is neither.
        if *found > 250 {
            clear += 1;
            assert!(opacity < 0.03, "somebody is hidden at {x}, {y}: {opacity}");
        } else if *found < 10 {
            hidden += 1;
            assert!(opacity > 0.94, "the room is seen at {x}, {y}: {opacity}");
        }
    }
    assert!(clear > 120 && hidden > 300, "{clear} clear, {hidden} hidden");
}

#[test]
fn covers_with_the_colour_that_was_asked_for() {
    for pixel in covered(whole(), 256, 144, GREEN).chunks_exact(4) {
        assert_eq!(pixel[..3], [10, 200, 30]);
    }
}

/// Stripes as narrow as letters, behind somebody.
fn with_stripes() -> Vec<u8> {
    let found = |x: usize, y: usize| FOUND[y / 8 * 32 + x / 8];
    picture(256, 144, |x, y| match found(x, y) {
        0..20 if x % 8 < 4 => [255, 255, 255],
        0..20 => [0, 0, 0],
        _ => portrait(x / 2, y / 2),
    })
}

#[test]
fn nothing_can_be_read_in_what_is_blurred() {
    let picture = with_stripes();
    let cover = covered(picture.clone(), 256, 144, Background::Blur);
    let mut looked = 0;
    for y in 20..100 {
        for x in 200..240 {
            let [left, right] = [x, x + 4].map(|x| (y * 256 + x) * 4);
            if picture[left].abs_diff(picture[right]) == 255 && cover[left + 3] == 255 {
                looked += 1;
                assert!(cover[left].abs_diff(cover[right]) < 12, "a stripe is seen at {x}, {y}");
            }
        }
    }
    assert!(looked > 1000, "only {looked} places were looked at");
}

#[test]
fn people_do_not_shine_into_the_blurred_room() {
    // A white room: whatever is dark in it comes from whom it is around.
    let found = |x: usize, y: usize| FOUND[y / 8 * 32 + x / 8];
    let white = picture(256, 144, |x, y| if found(x, y) < 200 { [255; 3] } else { portrait(x / 2, y / 2) });
    let cover = covered(white, 256, 144, Background::Blur);
    let around = cover.chunks_exact(4).filter(|pixel| pixel[3] == 255);
    let dark = around.clone().filter(|pixel| pixel[0] < 180).count();
    assert!(around.count() > 10_000 && dark < 200, "{dark} pixels are dark");
}

#[test]
fn where_nobody_is_everything_is_covered() {
    for picture in
        [picture(256, 144, |_, _| [120, 110, 100]), picture(256, 144, |x, y| [((x * 37) ^ (y * 91)) as u8; 3])]
    {
        let cover = covered(picture, 256, 144, GREEN);
        assert!(mean(&cover, 256, [0, 0, 256, 144]) > 0.995);
    }
}

#[test]
fn looks_at_cameras_in_their_own_shape() {
    assert_eq!(input_size(640, 360), (256, 144));
    assert_eq!(input_size(1920, 1080), (256, 144));
    assert_eq!(input_size(360, 640), (144, 256));
    assert_eq!(input_size(640, 480), (208, 160));
    assert_eq!(input_size(500, 500), (192, 192));
}

#[test]
fn every_shape_has_a_size_that_is_taken() {
    let mut background = VirtualBackground::new().expect("the weights are those of this network");
    for (width, height) in [(0, 0), (1, 1), (1, 9000), (9000, 1), (u32::MAX, 3), (160, 120), (640, 481), (1080, 2400)] {
        let (wide, high) = input_size(width, height);
        let (wide, high) = (wide as usize, high as usize);
        assert!(wide * high <= 256 * 144 * 5 / 4, "{wide} by {high} for {width} by {height}");
        assert!(background.cover(&mut vec![0; wide * high * 4], wide, high, Background::Blur), "{wide} by {high}");
    }
}

/// The middle of the portrait, 40 by 72.
fn upright() -> Vec<u8> {
    picture(144, 256, |x, y| portrait(36 + x * 40 / 144, y * 72 / 256))
}

#[test]
fn somebody_is_found_on_an_upright_picture() {
    let cover = covered(upright(), 144, 256, GREEN);
    assert!(mean(&cover, 144, [50, 70, 90, 110]) < 0.03, "the face is hidden");
    assert!(mean(&cover, 144, [0, 0, 20, 40]) > 0.97, "the room is seen");
}

#[test]
fn a_picture_of_another_size_is_refused_and_left_alone() {
    let mut background = VirtualBackground::new().expect("the weights are those of this network");
    for (bytes, width, height) in
        [(40, 256, 144), (0, 0, 0), (0, 16, 0), (0, 0, 16), (250 * 144 * 4, 250, 144), (256 * 140 * 4, 256, 140)]
    {
        let mut rgba = vec![7; bytes];
        assert!(!background.cover(&mut rgba, width, height, Background::Blur));
        assert!(rgba.iter().all(|byte| *byte == 7));
    }
}

#[test]
fn a_camera_may_turn_and_nothing_is_left_of_whom_it_saw_the_other_way_up() {
    let mut background = VirtualBackground::new().expect("the weights are those of this network");
    assert!(background.cover(&mut whole(), 256, 144, GREEN));
    // As many pixels as before.
    let mut turned = upright();
    assert!(background.cover(&mut turned, 144, 256, GREEN));
    assert!(turned == covered(upright(), 144, 256, GREEN));
}

#[test]
fn who_leaves_is_gone_at_once() {
    let mut background = VirtualBackground::new().expect("the weights are those of this network");
    let mut before = whole();
    assert!(background.cover(&mut before, 256, 144, GREEN));
    let mut after = picture(256, 144, |_, _| [120, 110, 100]);
    assert!(background.cover(&mut after, 256, 144, GREEN));
    assert!(mean(&after, 256, [0, 0, 256, 144]) > 0.99, "somebody has left a shadow");
}

#[test]
fn edges_change_less_than_the_pictures_do() {
    // The same portrait, a little darker: the lamp of a room flickers.
    let dark = || picture(256, 144, |x, y| portrait(x / 2, y / 2).map(|colour| colour / 2));
    let before = covered(whole(), 256, 144, GREEN);
    let alone = covered(dark(), 256, 144, GREEN);
    let mut background = VirtualBackground::new().expect("the weights are those of this network");
    assert!(background.cover(&mut whole(), 256, 144, GREEN));
    let mut after = dark();
    assert!(background.cover(&mut after, 256, 144, GREEN));
    let change =
        |cover: &[u8]| -> u32 { cover.iter().zip(&before).map(|(now, then)| u32::from(now.abs_diff(*then))).sum() };
    assert!(change(&after) * 4 < change(&alone) * 3, "{} of {}", change(&after), change(&alone));
}
