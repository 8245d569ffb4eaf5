//! What the engine and the worker with the room document say to each other, in the document's own words.

use plenum_document::api::effect::{PadEffect, Refusal};
use plenum_document::api::event::{Event, Setup};
use plenum_document::api::worker::{Reply, ViewPatch};
use plenum_document::base::ids::Key;

/// For the worker.
#[derive(Clone, Debug)]
pub enum DocumentCommand {
    /// Start it, in place of any other. What it is told before it runs waits.
    Open(Box<Setup>),
    /// Something happened.
    Tell(Event),
    /// End it, once it has said what it has not kept yet (`Event::Flush`). No other one is waited for.
    Close,
}

/// From the worker.
#[derive(Clone, Debug)]
pub enum DocumentEvent {
    /// What came of what it was told, in order, or of time that has passed.
    Replied(Box<Reply>),
    /// It could not be started, or is dead. Nothing follows.
    Died,
}

/// For the views.
#[derive(Clone, Debug)]
pub enum DocumentNews {
    /// A worker has begun to answer: no pad is open to it. What it shows takes the place of what was shown before.
    Begun {
        /// Under which key we write.
        us: Key,
    },
    /// Slices that are others now.
    View(Box<ViewPatch>),
    /// For an editor.
    Pad(PadEffect),
    /// An act of the person did not take place.
    Refused(Refusal),
    /// There is no document any more: what was shown of it goes.
    Gone,
}
