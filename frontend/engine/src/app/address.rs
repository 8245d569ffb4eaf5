//! Where the page stands in the browser's history, and the link of another meeting that was put in its address.

use crate::api::context::Context;
use crate::api::effect::{Effect, Fragment, HistoryEntry};
use crate::invite::Link;

/// The address of the page.
#[derive(Default)]
pub struct Address {
    standing: HistoryEntry,
    other: Option<Link>,
}

impl Address {
    /// Tells the browser where we stand, if that has changed.
    pub fn follow(&mut self, standing: HistoryEntry, cx: &mut Context) {
        if standing != self.standing {
            self.standing = standing;
            cx.effect(Effect::Stand(standing));
        }
        if standing != HistoryEntry::Inside {
            self.other = None;
        }
    }

    /// Where the page stands, as far as the browser knows.
    pub fn standing(&self) -> HistoryEntry {
        self.standing
    }

    /// The link of another meeting was put there.
    pub fn put(&mut self, other: Link) {
        self.other = Some(other);
    }

    /// That link, once.
    pub fn take(&mut self) -> Option<Link> {
        self.other.take()
    }
}

/// The address says the link as we write it, whatever stood there.
pub fn mend(link: &Link, cx: &mut Context) {
    cx.effect(Effect::Mend(written(link)));
}

/// A link as it stands behind an address.
pub fn written(link: &Link) -> Fragment {
    Fragment(format!("#{}", link.code()))
}
