//! What the engine knows of the page it runs in.

use crate::api::event::Abilities;
use crate::app::address::Address;
use crate::app::doorbell::Question;
use crate::app::update::Update;

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
    /// Whether it may show notifications, while the browser is asked.
    pub doorbell: Question,
    /// Whether the server has a newer one.
    pub update: Update,
}

impl Default for Page {
    fn default() -> Page {
        let (abilities, address) = (Abilities::default(), Address::default());
        let (doorbell, update) = (Question::default(), Update::default());
        Page { origin: String::new(), abilities, visible: true, address, doorbell, update }
    }
}
