//! How a person wants the tiles to stand.

use crate::api::view::Spot;

/// How the tiles shall stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LayoutIntent {
    /// This one large, whoever speaks or shares.
    Pin(Spot),
    /// No more.
    Unpin,
    /// From equals in a grid to whoever speaks, or from a stage of whatever kind to equals.
    Switch,
    /// Our own tile is shown, or away.
    Myself(bool),
    /// No wish: the picture shown there has this many pixels now.
    Picture {
        /// Where it is shown.
        spot: Spot,
        /// Pixels; more than fit are as many as fit.
        width: u16,
        /// Pixels.
        height: u16,
    },
}
