//! The adaptors' way to the driver: an [`EventSender`] takes [`Event`]s and keeps nothing alive.

use plenum_engine::api::event::Event;
use plenum_engine::meeting::contract::RoomChunk;
use std::rc::Weak;

/// Whoever takes events.
pub trait EventSink {
    /// Takes in one event.
    fn take(&self, event: Event);
    /// Takes in the code of rooms; an event says so afterwards.
    fn install(&self, chunk: RoomChunk);
}

/// Sends events for as long as the sink lives; afterwards they are dropped.
#[derive(Clone)]
pub struct EventSender(Weak<dyn EventSink>);

impl EventSender {
    /// A sender to this sink.
    pub fn new(sink: Weak<dyn EventSink>) -> EventSender {
        EventSender(sink)
    }

    /// Sends an event.
    pub fn send(&self, event: Event) {
        if let Some(sink) = self.0.upgrade() {
            sink.take(event);
        }
    }

    /// Hands over the code of rooms.
    pub fn install(&self, chunk: RoomChunk) {
        if let Some(sink) = self.0.upgrade() {
            sink.install(chunk);
        }
    }
}
