//! What a person does to the room document.

use plenum_document::api::act::Act;

/// One act.
#[derive(Clone, Debug, PartialEq)]
pub struct DocumentIntent(pub Act);
