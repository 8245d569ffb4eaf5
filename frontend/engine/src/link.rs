//! stub, replaced by the crypto branch
/// What is wrong with a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkError {
    /// There is no code in it.
    Empty,
    /// This many characters are missing, usually at the end.
    Missing {
        /// How many.
        characters: u8,
    },
    /// This many characters too many.
    TooMany {
        /// How many.
        characters: u8,
    },
    /// A character is mistyped.
    Mistyped,
    /// Made by a newer version: reload.
    NewerVersion,
}
