//! What the engine knows of the page it runs in.

use crate::api::event::Abilities;
use crate::app::address::Address;

/// The page.
pub struct Page {
    /// `location.origin`.
    pub origin: String,
    /// What this browser can do.
    pub abilities: Abilities,
    /// It can be seen.
    pub visible: bool,
    /// Its address and its place in the history.
    pub address: Address,
}

impl Default for Page {
    fn default() -> Page {
        Page { origin: String::new(), abilities: Abilities::default(), visible: true, address: Address::default() }
    }
}
