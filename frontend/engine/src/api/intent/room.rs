//! What a person wants of the room and of those in it.

use super::{Passphrase, Text};
use plenum_shared::ids::PeerId;

/// One act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoomIntent {
    /// Try the server again now instead of waiting.
    RetryServer,
    /// Try again to reach this person.
    RetryPerson(PeerId),
    /// How loud we hear this person, percent; for this meeting.
    Volume(PeerId, u8),
    /// Hear this person not at all, or again; for this meeting, and for us alone.
    Hush(PeerId, bool),
    /// Take a seat in the room of another link as well, before the group moves there.
    OpenNext {
        /// The link or its code.
        link: Text,
        /// If the link asks for one.
        passphrase: Option<Passphrase>,
    },
    /// Give that seat back.
    CloseNext,
}
