//! Web Storage and IndexedDB: what is kept on this device and for the reload of this tab.

pub mod kept_copies;
pub mod web_storage;
