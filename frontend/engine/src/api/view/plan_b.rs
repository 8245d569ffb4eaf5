//! The Plan B note as there is to see of it.

use std::sync::Arc;

/// The note of the room.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct PlanB {
    /// What it says: cleaned, and text and nothing else; empty if there is none.
    pub text: Arc<str>,
    /// Whoever is here does not get through to the others: it is to be shown.
    pub needed: bool,
}

impl std::fmt::Debug for PlanB {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PlanB({} bytes, {})", self.text.len(), self.needed)
    }
}
