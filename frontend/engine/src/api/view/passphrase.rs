//! The passphrase of a meeting, as far as it is to be seen.

use std::fmt;
use std::sync::Arc;

/// What stands before the lobby of a meeting with a passphrase.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Locked {
    /// Whether it is remembered on this device is being looked for; else it is asked for.
    pub looking: bool,
    /// What was typed is being checked.
    pub checking: bool,
    /// What came of the last one.
    pub trouble: Option<LockTrouble>,
}

/// Why it is asked for again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockTrouble {
    /// There was none in the field.
    Empty,
    /// It could not be checked: most likely there is too little memory, or the line is gone.
    Failed,
}

/// What a person should know of passphrases.
#[derive(Clone, Default, PartialEq)]
pub struct Protection {
    /// The meeting we are at has one.
    pub protected: bool,
    /// Words that were proposed for a new one.
    pub suggested: Option<Arc<str>>,
}

impl fmt::Debug for Protection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Protection({}, …)", self.protected)
    }
}
