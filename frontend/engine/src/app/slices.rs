//! Which slices of the view are to be built anew after an event.

use crate::api::event::{Channel, ConnectionEvent, DeviceEvent, Done, Event};
use crate::api::intent::{Intent, LayoutIntent};
use std::ops::BitOr;

/// A set of slices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slices(u8);

impl Slices {
    /// Nothing that could be seen has changed.
    pub const NONE: Slices = Slices(0);
    /// Appearance, screen, signaling, links.
    pub const PAGE: Slices = Slices(1);
    /// The person in front of this page and their devices.
    pub const ME: Slices = Slices(2);
    /// The others, their layout, connections, files, what data is used, and what stays of it.
    pub const ROOM: Slices = Slices(4);
    /// Notices and the live region.
    pub const NOTICES: Slices = Slices(8);
    /// All of them.
    pub const ALL: Slices = Slices(15);

    /// Those that an event may change by itself. What becomes due at the same time, and what a meeting says that it has
    /// changed, comes on top.
    ///
    /// Invariant: a heartbeat changes nothing by itself; there are ten a second of each of the others. Nor does the room
    /// document, which the page has from its worker, or a part of a file.
    pub fn changed_by(event: &Event) -> Slices {
        match event {
            Event::HeartbeatDue | Event::Document(_) | Event::Done { done: Done::Read(_) | Done::Written, .. } => {
                Slices::NONE
            }
            // The feature says when something is seen of it (`RoomContext::show`): keys are many.
            Event::Intent(Intent::LiveText(_)) => Slices::NONE,
            // Whoever sends pictures can change their size with each of them.
            Event::Intent(Intent::Layout(LayoutIntent::Picture { .. })) => Slices::NONE,
            Event::Connection { news, .. } => match news {
                ConnectionEvent::ChannelSaid(Channel::Heartbeats | Channel::Bulk, _) | ConnectionEvent::Level(_) => {
                    Slices::NONE
                }
                ConnectionEvent::Stats(_) => Slices::ROOM | Slices::NOTICES,
                ConnectionEvent::Candidate(_)
                | ConnectionEvent::State(_)
                | ConnectionEvent::ChannelOpened(_)
                | ConnectionEvent::ChannelSaid(Channel::Messages, _)
                | ConnectionEvent::ChannelClosed(_)
                | ConnectionEvent::StreamChanged
                | ConnectionEvent::FrameDecoded(_) => Slices::ALL,
            },
            Event::Devices(DeviceEvent::Level(_)) => Slices::ME | Slices::NOTICES,
            Event::Started(_)
            | Event::Intent(_)
            | Event::Done { .. }
            | Event::Failed { .. }
            | Event::Socket { .. }
            | Event::Envelopes(_)
            | Event::Devices(_)
            | Event::Page(_)
            | Event::Woke => Slices::ALL,
        }
    }

    /// Whether these are among them.
    pub fn has(self, some: Slices) -> bool {
        self.0 & some.0 != 0
    }

    /// How many.
    pub fn count(self) -> u32 {
        self.0.count_ones()
    }
}

impl BitOr for Slices {
    type Output = Slices;
    fn bitor(self, other: Slices) -> Slices {
        Slices(self.0 | other.0)
    }
}
