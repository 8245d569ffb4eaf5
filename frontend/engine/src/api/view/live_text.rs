//! Text that is shown while it is being written: captions, and lines of the chat.

use super::Name;
use std::sync::Arc;

/// What there is of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LiveText {
    /// The newest captions in the order in which they were begun, ours among them.
    pub captions: Arc<[LiveLine]>,
    /// One of the others writes captions, or did a moment ago.
    pub captioned: bool,
    /// What others write in the chat just now.
    pub chat: Arc<[LiveLine]>,
    /// Captions of ours that were done so far: at each the field is empty again.
    pub ended: u32,
}

/// A line.
#[derive(Clone, PartialEq)]
pub struct LiveLine {
    /// Which one; the same while it grows.
    pub id: u32,
    /// Who writes it; `None`: we do.
    pub who: Option<Name>,
    /// What it says: cleaned, and text and nothing else.
    pub text: Arc<str>,
    /// It is done, and does not grow any more.
    pub done: bool,
}

impl std::fmt::Debug for LiveLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LiveLine({}, {})", self.id, self.done)
    }
}

/// How a person wants to see captions; kept on this device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Captions {
    /// They are shown.
    pub shown: bool,
    /// How large their letters are.
    pub size: CaptionSize,
}

/// How large the letters of captions are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CaptionSize {
    /// Half as large again as everything else.
    #[default]
    Large,
    /// Twice as large.
    Larger,
    /// To be read across a room.
    Largest,
}
