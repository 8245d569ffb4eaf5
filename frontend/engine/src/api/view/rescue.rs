//! Where the page is shown: what advice depends on when something does not work.

use crate::api::rescue::{App, Browser};
use std::sync::Arc;

/// Where the page is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// The page has no right to devices at all: insecure origin.
    pub insecure: bool,
    /// Which browser.
    pub browser: Browser,
    /// Which app it is shown in, if it is one.
    pub app: Option<App>,
    /// The text for whoever helps, if the clipboard would not take it.
    pub report: Option<Arc<str>>,
}
