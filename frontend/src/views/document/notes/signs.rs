//! What happens to pads, for those who look.

use super::announce::Aloud;
use leptos::prelude::*;
use plenum_document::base::ids::RecordId;

/// What happens to pads, for those who look.
#[derive(Clone, Copy)]
pub struct Signs {
    /// An editor was opened.
    pub opened: RwSignal<u32>,
    /// A text has changed.
    pub changed: RwSignal<u32>,
    /// What is said aloud.
    pub aloud: Aloud,
    /// The person has read that this version was put back.
    pub read: RwSignal<Option<RecordId>>,
}

impl Signs {
    /// Nothing has happened. To be called in the room.
    pub fn new() -> Signs {
        let (opened, changed) = (RwSignal::new(0), RwSignal::new(0));
        Signs { opened, changed, aloud: Aloud::new(), read: RwSignal::new(None) }
    }
}
