//! Web Storage: what is kept on this device and for the reload of this tab.

pub mod web_storage;
