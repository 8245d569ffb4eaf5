//! What a person wants of the room and of those in it.

use plenum_shared::ids::PeerId;

/// One act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoomIntent {
    /// Try the server again now instead of waiting.
    RetryLine,
    /// Try again to reach this person.
    RetryPerson(PeerId),
    /// How loud we hear this person, percent; for this meeting.
    Volume(PeerId, u8),
    /// Hear this person not at all, or again; for this meeting, and for us alone.
    Hush(PeerId, bool),
}
