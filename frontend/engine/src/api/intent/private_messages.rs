//! What a person writes to one other.

use super::Text;
use crate::api::view::PrivateId;
use plenum_shared::ids::PeerId;

/// One act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PrivateIntent {
    /// Writes to one person, and to nobody else.
    Say {
        /// Whom.
        to: PeerId,
        /// What: at most `document::records::content::TEXT_BYTES`, and more than white space.
        text: Text,
    },
    /// Sends again what did not arrive.
    Retry(PrivateId),
}
