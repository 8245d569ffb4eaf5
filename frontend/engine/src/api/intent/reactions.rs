//! What a person shows of themselves for a moment.

use crate::api::values::Reaction;

/// One act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReactionIntent {
    /// Show a reaction to everybody.
    React(Reaction),
}
