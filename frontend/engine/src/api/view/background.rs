//! What is shown of the room behind a person.

/// What the camera's picture shows behind whoever sits in front of it; kept on this device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BackgroundEffect {
    /// The room as it is.
    #[default]
    None,
    /// The room, blurred.
    Blur,
    /// One colour in the place of the room.
    Plain,
}
