//! The ladder of picture sizes: what they show of us, how many we are and what our uplink carries make one rung of it.

use crate::api::sender_parameters::{Measure, Parameters};
use crate::api::view::Saving;
use crate::messaging::message::PictureSize;
use crate::room::tile_size::TileSize;

/// Kept for sound towards every peer, bits per second: Opus at 32 kbit/s with its packets' headers, and repairs.
pub(super) const SOUND_RESERVE: i64 = 56_000;
/// The most of pictures towards one peer, bits per second.
const MOST: i64 = 1_200_000;
/// Our uplink counts as no wider than this while we save data, bits per second.
const SAVING: u32 = 500_000;
/// The ladder's figures are rounded: one percent less than a rung's bitrate still reaches it.
pub(super) const ROUNDED: i64 = 100;
/// Sound, bits per second (Opus, mono), and while our uplink is narrower than [`NARROW`].
const SOUND: u32 = 32_000;
const THIN_SOUND: u32 = 24_000;
const NARROW: u32 = 300_000;
/// Others on the grid up to whom each has a tile; beyond, thumbs.
const TILES: usize = 8;

/// One step of the ladder; the lowest sends no picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rung(pub(super) usize);

/// Bits per second, pixels of the shorter side, pictures per second, with two steps below for narrow uplinks.
const LADDER: [(u32, u16, u8); 11] = [
    (0, 180, 5),
    (30_000, 180, 5),
    (60_000, 180, 8),
    (90_000, 180, 8),
    (120_000, 180, 10),
    (170_000, 180, 15),
    (260_000, 270, 15),
    (340_000, 360, 20),
    (480_000, 360, 24),
    (740_000, 540, 24),
    (1_200_000, 720, 30),
];

impl Rung {
    /// No picture.
    pub const NOTHING: Rung = Rung(0);
    /// Where a picture begins at the most: it gets better by and by and nobody sees it fall.
    pub const START: Rung = Rung(7);
    pub(super) const THUMB: Rung = Rung(5);
    pub(super) const TILE: Rung = Rung(9);
    pub(super) const STAGE: Rung = Rung(10);

    /// The highest one that so many bits per second reach.
    fn reached_by(share: i64) -> Rung {
        let reached = |(bitrate, ..): &&(u32, u16, u8)| i64::from(*bitrate) * (ROUNDED - 1) <= share * ROUNDED;
        Rung(LADDER.iter().filter(reached).count().saturating_sub(1))
    }

    /// The next one up.
    pub fn next(self) -> Rung {
        Rung((self.0 + 1).min(LADDER.len() - 1))
    }

    /// As the camera's sender is told.
    pub fn parameters(self) -> Parameters {
        let (bitrate, lines, rate) = LADDER[self.0.min(LADDER.len() - 1)];
        // A bitrate of nothing would be refused: what sends nothing is not active.
        Parameters { active: bitrate > 0, bitrate: bitrate.max(LADDER[1].0), picture: Some(Measure { lines, rate }) }
    }
}

/// What the picture for one peer depends on.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// What they show of us.
    pub want: PictureSize,
    /// People in the room, ourselves included.
    pub people: usize,
    /// Our uplink, bits per second.
    pub budget: u32,
    /// The way to this peer is narrower than its share, bits per second.
    pub ceiling: Option<u32>,
    /// We are speaking, or were a moment ago.
    pub speaks: bool,
    /// We are among those who send pictures.
    pub chosen: bool,
    /// What we do not ask for.
    pub saving: Saving,
    /// What goes to this peer beside the camera, of our screen and its sound, bits per second.
    pub beside: u32,
}

impl Case {
    /// What our uplink carries towards each peer, bits per second.
    fn each(&self) -> i64 {
        i64::from(frugal(self.budget, self.saving)) / self.people.saturating_sub(1).max(1) as i64
    }

    /// What of it is for all pictures, camera and screen, bits per second.
    pub(super) fn pictures(&self) -> i64 {
        self.each() * 8 / 10 - SOUND_RESERVE
    }
}

/// The rung a peer's picture should be on; `None` where they show nothing of us.
pub fn goal(case: Case) -> Option<Rung> {
    let most = match case.want {
        PictureSize::None => return None,
        PictureSize::Thumbnail | PictureSize::Tile if !case.chosen => return None,
        PictureSize::Thumbnail => Rung::THUMB,
        PictureSize::Tile => Rung::TILE,
        PictureSize::Stage => Rung::STAGE,
    };
    let most = if case.saving == Saving::Nothing { most } else { most.min(Rung::THUMB) };
    let mut share = case.pictures();
    if case.speaks {
        // Who speaks may take double, as far as the uplink goes.
        share = (share * 2).min(case.each() - SOUND_RESERVE);
    }
    let mut share = share.min(case.ceiling.map_or(share, i64::from)) - i64::from(case.beside);
    if case.beside > 0 {
        // Who shares a screen keeps a face as long as there is room for the smallest.
        share = share.max((case.each() - SOUND_RESERVE - i64::from(case.beside)).min(i64::from(LADDER[1].0)));
    }
    let share = share.clamp(0, MOST);
    Some(Rung::reached_by(share).min(most))
}

/// As the microphone's senders are told.
pub fn sound(active: bool, budget: u32, saving: Saving) -> Parameters {
    let bitrate = if frugal(budget, saving) < NARROW { THIN_SOUND } else { SOUND };
    Parameters { active, bitrate, picture: None }
}

fn frugal(budget: u32, saving: Saving) -> u32 {
    if saving == Saving::Nothing { budget } else { budget.min(SAVING) }
}

/// What we want of somebody's camera. `looked_at`: it is the one to see where only one can be.
pub fn want(visible: bool, saving: Saving, shown: TileSize, looked_at: bool) -> PictureSize {
    match (saving, shown) {
        _ if !visible => PictureSize::None,
        (Saving::Nothing, TileSize::Large | TileSize::Equal { others: 0..=1 }) => PictureSize::Stage,
        (Saving::Nothing, TileSize::Equal { others: 2..=TILES }) => PictureSize::Tile,
        (Saving::Nothing, TileSize::Equal { .. } | TileSize::Aside) | (Saving::SmallPictures, _) => {
            PictureSize::Thumbnail
        }
        (Saving::OnlySpeaker, _) if looked_at => PictureSize::Tile,
        (Saving::OnlySpeaker | Saving::OnlySound, _) => PictureSize::None,
    }
}

/// What we want of somebody's screen: to be read where there is room for it, whatever we save of faces.
pub fn want_of_screen(visible: bool, saving: Saving, shown: TileSize) -> PictureSize {
    match (saving, shown) {
        _ if !visible => PictureSize::None,
        (Saving::OnlySound, _) => PictureSize::None,
        (Saving::Nothing, TileSize::Large) => PictureSize::Stage,
        (Saving::Nothing, TileSize::Equal { .. }) | (Saving::SmallPictures | Saving::OnlySpeaker, TileSize::Large) => {
            PictureSize::Tile
        }
        (Saving::Nothing, TileSize::Aside)
        | (Saving::SmallPictures | Saving::OnlySpeaker, TileSize::Equal { .. } | TileSize::Aside) => {
            PictureSize::Thumbnail
        }
    }
}
