//! What records say of the meeting as a whole (kind 9).

use serde::{Deserialize, Serialize};

/// The meeting.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Meeting {
    /// Everybody had gone: what went on then is over, with the time at which somebody was there last. See
    /// [`crate::fold::timeline::Fold::over`].
    Over {
        /// By the room's time, milliseconds since 1970.
        last_ms: u64,
    },
}
