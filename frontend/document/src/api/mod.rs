//! What goes into the document and comes out of it, as plain values that can cross to a worker.

pub mod act;
pub mod counters;
pub mod effect;
pub mod event;
pub mod news;
pub mod view;
pub mod words;
pub mod worker;
