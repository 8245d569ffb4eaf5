//! Where the page is shown, and what is wrong: what advice depends on when something does not work.

use super::NoticeKind;
use crate::api::rescue::{App, Browser};
use std::sync::Arc;

/// Where the page is shown, and what is wrong.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// The page has no right to devices at all: insecure origin.
    pub insecure: bool,
    /// Which browser.
    pub browser: Browser,
    /// Which app it is shown in, if it is one.
    pub app: Option<App>,
    /// The text for whoever helps, if the clipboard would not take it.
    pub report: Option<Arc<str>>,
    /// What is so, oldest first, whether its notice is still shown or was read long ago. Not all of it is trouble.
    pub troubles: Arc<[NoticeKind]>,
}

/// Without the report, which has the address of the page.
impl std::fmt::Debug for Surroundings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Surroundings { insecure, browser, app, report: _, troubles } = self;
        write!(f, "Surroundings({insecure}, {browser:?}, {app:?}, {troubles:?})")
    }
}
