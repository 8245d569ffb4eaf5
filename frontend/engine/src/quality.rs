//! How well each peer sees and hears us: what they show of us, how many we are and what our uplink carries make a rung of a ladder.

mod budget;
mod course;
mod lens;
mod order;
mod pace;
mod road;
mod screen;
mod strain;

pub use budget::{Budget, Targets};
pub use course::{Course, Shared};
pub use lens::Lens;
pub use order::Order;
pub use screen::screen_sound;

use crate::letter::Want;
use crate::time::{Time, soonest};
use crate::tuning::{Measure, Parameters};
use crate::view::Saving;
use plenum_shared::ids::PeerId;

/// Kept for sound towards every peer, bits per second: Opus at 32 kbit/s with its packets' headers, and repairs.
const SOUND_RESERVE: i64 = 56_000;
/// The most of pictures towards one peer, bits per second.
const MOST: i64 = 1_200_000;
/// Our uplink counts as no wider than this while we save data, bits per second.
const SAVING: u32 = 500_000;
/// The ladder's figures are rounded: one percent less than a rung's bitrate still reaches it.
const ROUNDED: i64 = 100;
/// Sound, bits per second (Opus, mono), and while our uplink is narrower than [`NARROW`].
const SOUND: u32 = 32_000;
const THIN_SOUND: u32 = 24_000;
const NARROW: u32 = 300_000;
/// From so many cameras on, only the last speakers send pictures, and so many of them.
const MANY_CAMERAS: usize = 7;
const LAST_PICTURES: usize = 4;
/// Above so many people, only the last speakers keep an active sound sender, and so many of them.
pub const MANY_PEOPLE: usize = 12;
const LAST_VOICES: usize = 6;
/// Others on the grid up to whom each has a tile; beyond, thumbs.
const TILES: usize = 8;

/// One step of the ladder; the lowest sends no picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rung(usize);

/// Bits per second, pixels of the shorter side, pictures per second (`NUMBERS.md`, and two steps below for narrow lines).
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
    const THUMB: Rung = Rung(5);
    const TILE: Rung = Rung(9);
    const STAGE: Rung = Rung(10);

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
    pub want: Want,
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
    /// What we spare ourselves.
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
    fn pictures(&self) -> i64 {
        self.each() * 8 / 10 - SOUND_RESERVE
    }
}

/// The rung a peer's picture should be on; `None` where they show nothing of us.
pub fn goal(case: Case) -> Option<Rung> {
    let most = match case.want {
        Want::None => return None,
        Want::Thumb | Want::Tile if !case.chosen => return None,
        Want::Thumb => Rung::THUMB,
        Want::Tile => Rung::TILE,
        Want::Stage => Rung::STAGE,
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

/// How large something is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// On the stage.
    Large,
    /// In a grid of so many others.
    Equal {
        /// How many they are.
        others: usize,
    },
    /// In the strip beside the stage.
    Aside,
}

/// What we want of somebody's camera. `looked_at`: it is the one to see where only one can be.
pub fn want(visible: bool, saving: Saving, shown: Shown, looked_at: bool) -> Want {
    match (saving, shown) {
        _ if !visible => Want::None,
        (Saving::Nothing, Shown::Large | Shown::Equal { others: 0..=1 }) => Want::Stage,
        (Saving::Nothing, Shown::Equal { others: 2..=TILES }) => Want::Tile,
        (Saving::Nothing, Shown::Equal { .. } | Shown::Aside) | (Saving::SmallPictures, _) => Want::Thumb,
        (Saving::OnlySpeaker, _) if looked_at => Want::Tile,
        (Saving::OnlySpeaker | Saving::OnlySound, _) => Want::None,
    }
}

/// What we want of somebody's screen: to be read where there is room for it, whatever we save of faces.
pub fn want_of_screen(visible: bool, saving: Saving, shown: Shown) -> Want {
    match (saving, shown) {
        _ if !visible => Want::None,
        (Saving::OnlySound, _) => Want::None,
        (Saving::Nothing, Shown::Large) => Want::Stage,
        (Saving::Nothing, Shown::Equal { .. }) | (Saving::SmallPictures | Saving::OnlySpeaker, Shown::Large) => {
            Want::Tile
        }
        (Saving::Nothing, Shown::Aside)
        | (Saving::SmallPictures | Saving::OnlySpeaker, Shown::Equal { .. } | Shown::Aside) => Want::Thumb,
    }
}

/// What all peers share.
#[derive(Debug)]
pub struct Quality {
    /// Our uplink.
    pub budget: Budget,
    /// Who spoke last.
    pub order: Order,
    /// How large our camera is captured.
    pub lens: Lens,
}

impl Quality {
    /// Nothing is known yet.
    pub fn new(now: Time) -> Quality {
        Quality { budget: Budget::new(now), order: Order::default(), lens: Lens::default() }
    }

    /// Whether somebody is among those who send pictures; `cameras` names all whose camera is on.
    pub fn sends_pictures(&self, who: PeerId, cameras: &[PeerId]) -> bool {
        cameras.len() < MANY_CAMERAS || self.order.place(who, cameras) < LAST_PICTURES
    }

    /// Whether somebody is among those who keep a sound sender; `people` names all in the room.
    pub fn sends_sound(&self, who: PeerId, people: &[PeerId]) -> bool {
        people.len() <= MANY_PEOPLE || self.order.place(who, people) < LAST_VOICES
    }

    /// When something changes by itself.
    pub fn deadline(&self, us: PeerId, now: Time) -> Option<Time> {
        soonest(self.order.deadline(us, now), self.lens.deadline())
    }
}

#[cfg(test)]
mod tests;
