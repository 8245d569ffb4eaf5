//! How large a tile stands, as far as it says how good its picture has to be.

/// How large something is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TileSize {
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
