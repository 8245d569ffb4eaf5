//! Pads: text that all write at once (CRDT), its editors, authors, carets, kept versions and updates that came too early.

pub mod authors;
pub mod compare;
pub mod cursors;
pub mod history;
pub mod pad;
pub mod pad_set;
pub mod patches;
pub mod runs;
pub mod unsaid;
pub mod update_reader;
pub mod versions;
pub mod waiting;
