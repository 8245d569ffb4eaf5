//! What people have of each other beside sound and pictures.

use super::{Keeping, LiveText, PlanB, Preflight, PrivateLine, Protection, ShownReaction, TileId, Transfer};
use crate::api::values::DoorTrouble;
use std::sync::Arc;

/// What there is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Beside {
    /// What stays of meetings on this device.
    pub keeping: Keeping,
    /// Files between the others and us, in the order in which they were offered; other ones at most four times a second.
    pub files: Arc<[Transfer]>,
    /// What is shown over tiles for a moment.
    pub reactions: Arc<[ShownReaction]>,
    /// What one of the others and we write to each other, in the order in which it was written or came.
    pub private: Arc<[PrivateLine]>,
    /// What is shown while it is being written.
    pub live_text: LiveText,
    /// Who stands in the lobby and cannot be heard or seen.
    pub door: Arc<[(TileId, DoorTrouble)]>,
    /// What is to be done by whoever cannot connect.
    pub plan_b: PlanB,
    /// What the lobby has found out of our devices and our line.
    pub preflight: Preflight,
    /// Nobody else has come since we are inside, for so long that it may be the wrong link.
    pub waited_long: bool,
    /// The passphrase of the meeting, and of one that is to be made.
    pub protection: Protection,
}
