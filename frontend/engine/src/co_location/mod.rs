//! Who sits in one room with us.

pub(crate) mod claim;
