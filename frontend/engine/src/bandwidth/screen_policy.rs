//! The policy for our screen, how well each peer sees it: text that stands still gets sharpness, films get motion, and the camera beside it steps back.

use super::ladder::{Case, ROUNDED, Rung};
use crate::api::effect::Motion;
use crate::api::sender_parameters::{Measure, Parameters};
use crate::messaging::message::PictureSize;

/// One step of a screen's ladder.
struct Step {
    /// Bits per second.
    bitrate: u32,
    /// Where messages matter: pixels of the shorter side, pictures per second. Messages that are made smaller cannot be read,
    /// so they come less often instead.
    still: (u16, u8),
    /// The same where motion matters.
    moving: (u16, u8),
}

/// The highest is what text needs at 15 pictures a second; the lowest is sent however narrow the uplink is: whoever shares a screen wants
/// it to be seen.
const LADDER: [Step; 6] = [
    Step { bitrate: 80_000, still: (720, 2), moving: (270, 10) },
    Step { bitrate: 150_000, still: (720, 5), moving: (270, 15) },
    Step { bitrate: 300_000, still: (1_080, 5), moving: (360, 20) },
    Step { bitrate: 600_000, still: (1_080, 8), moving: (540, 24) },
    Step { bitrate: 1_000_000, still: (1_080, 10), moving: (720, 24) },
    Step { bitrate: 1_500_000, still: (1_080, 15), moving: (1_080, 30) },
];
/// No better than this where it is shown small.
const THUMB: usize = 1;
/// And where it is one among equals.
const TILE: usize = 3;

/// Of all pictures towards one peer, the screen gets so many percent; the camera has the rest.
const SHARE: i64 = 75;

/// The sound of a screen is music and films, bits per second (Opus), and on a narrow uplink; between the two it has one
/// part in so many of what is for pictures.
const SOUND: u32 = 64_000;
const THIN_SOUND: u32 = 24_000;
const SOUND_SHARE: i64 = 4;

/// Where our screen's picture begins towards everybody.
pub const START: Rung = Rung(3);

/// The rung a peer's picture of our screen should be on; `None` where they do not show it. Rungs count from 1; beside it
/// goes its sound.
pub fn goal(case: Case) -> Option<Rung> {
    let most = match case.want {
        PictureSize::None => return None,
        PictureSize::Thumbnail => THUMB,
        PictureSize::Tile => TILE,
        PictureSize::Stage => LADDER.len() - 1,
    };
    let share = case.pictures().min(case.ceiling.map_or(i64::MAX, i64::from));
    let share = (share - i64::from(case.beside)) * SHARE / 100;
    let reached = |step: &&Step| i64::from(step.bitrate) * (ROUNDED - 1) <= share * ROUNDED;
    let highest = LADDER.iter().filter(reached).count().saturating_sub(1);
    Some(Rung(highest.min(most) + 1))
}

/// As the sender of our screen is told on that rung.
pub fn screen(rung: Option<Rung>, motion: Motion) -> Parameters {
    let step = rung.map_or(&LADDER[0], |Rung(rung)| &LADDER[rung.clamp(1, LADDER.len()) - 1]);
    let (lines, rate) = match motion {
        Motion::Still => step.still,
        Motion::Moving => step.moving,
    };
    Parameters { active: rung.is_some(), bitrate: step.bitrate, picture: Some(Measure { lines, rate }) }
}

/// As the sender of our screen's sound is told: it goes on where its picture is not seen, as all sound does.
pub fn screen_sound(case: &Case) -> Parameters {
    let share = (case.pictures() / SOUND_SHARE).clamp(i64::from(THIN_SOUND), i64::from(SOUND));
    Parameters { active: true, bitrate: share as u32, picture: None }
}
