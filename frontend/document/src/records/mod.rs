//! Signed records: a grow-only set of what people in the room said and did, each under its author's signature.
//!
//! Deletions in a CRDT are authenticated by nobody: any member could take another's line out of a shared map. A set that
//! only grows, whose elements are signed, leaves nothing to forge.

pub mod content;
pub mod record;
pub mod store;
pub mod vouch;
