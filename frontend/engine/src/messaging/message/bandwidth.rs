//! Messages about what is shown of somebody, and so how much they need send.

use serde::{Deserialize, Serialize};

/// About what is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum BandwidthMessage {
    /// What I show of you.
    Subscription(Subscription),
    /// A type this build does not know; ignored and counted.
    #[serde(other)]
    Unknown,
}

/// What its writer shows of its reader, who need send no more than that; the highest revision counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscription {
    /// Counts up with every change.
    pub revision: u32,
    /// Of the camera.
    pub camera: PictureSize,
    /// Of the screen, should one be shared.
    #[serde(default = "tile", skip_serializing_if = "is_tile")]
    pub screen: PictureSize,
}

/// Whoever does not say what they show of a screen knows nothing of such wishes.
fn tile() -> PictureSize {
    PictureSize::Tile
}

fn is_tile(want: &PictureSize) -> bool {
    *want == PictureSize::Tile
}

/// How large a picture is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PictureSize {
    /// Not at all: hidden page, or data is saved.
    None,
    /// Small, among many.
    Thumbnail,
    /// Alone with us, or pinned.
    Stage,
    /// A tile of the grid. A size this build does not know counts as one.
    #[serde(other)]
    Tile,
}
