//! Web Storage and IndexedDB: what is kept on this device, for the reload of this tab, and for as long as it is open.

pub mod kept_copies;
pub mod web_storage;
