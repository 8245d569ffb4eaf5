//! What the engine knows of the page it runs in.

use crate::api::event::Abilities;
use crate::app::address::Address;
use crate::app::doorbell::Question;
use crate::app::embedder::Embedder;
use crate::app::preflight::Preflights;
use crate::app::rescue::Rescue;
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
    /// What the lobby finds out.
    pub preflight: Preflights,
    /// Whether it may show notifications, while the browser is asked.
    pub doorbell: Question,
    /// The page around it.
    pub embedder: Embedder,
    /// What is known of what keeps somebody out.
    pub rescue: Rescue,
    /// Whether the server has a newer one.
    pub update: Update,
}

impl Default for Page {
    fn default() -> Page {
        Page {
            origin: String::new(),
            abilities: Abilities::default(),
            visible: true,
            address: Address::default(),
            preflight: Preflights::default(),
            doorbell: Question::default(),
            embedder: Embedder::default(),
            rescue: Rescue::default(),
            update: Update::default(),
        }
    }
}
