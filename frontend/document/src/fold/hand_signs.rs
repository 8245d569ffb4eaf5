//! Hand signs: each stays until its owner lowers it, or everybody has gone; counted are those of people who are present.

use crate::api::view::{Names, SignsView};
use crate::base::ids::Key;
use crate::fold::Stamp;
use crate::fold::timeline::Fold;
use crate::records::content::{Content, HandSign, Sign};
use litemap::LiteMap;

/// Who has raised what, and when.
#[derive(Default)]
pub struct SignsFold {
    raised: LiteMap<Key, LiteMap<Sign, u64>>,
}

impl Fold for SignsFold {
    type Content = HandSign;

    fn of(content: &Content) -> Option<&HandSign> {
        if let Content::HandSign(content) = content { Some(content) } else { None }
    }

    fn over(&mut self, last_ms: u64) {
        for (_, signs) in self.raised.iter_mut() {
            signs.retain(|_, since| *since > last_ms);
        }
        self.raised.retain(|_, signs| !signs.is_empty());
    }

    fn apply(&mut self, stamp: &Stamp<'_>, content: &HandSign) {
        let signs = self.raised.entry(stamp.author()).or_default();
        match content.up {
            // Raised again, it is raised since then.
            true => signs.insert(content.sign, stamp.at.time_ms),
            false => signs.remove(&content.sign),
        };
        if signs.is_empty() {
            self.raised.remove(&stamp.author());
        }
    }
}

impl SignsFold {
    /// Since when the first of them is raised.
    pub fn began(&self) -> Option<u64> {
        self.raised.values().flat_map(LiteMap::values).copied().min()
    }

    /// Those of the people present.
    pub fn view(&self, present: &Names) -> SignsView {
        let mut view = SignsView::default();
        for (key, signs) in self.raised.iter().filter(|(key, _)| present.contains_key(*key)) {
            for sign in signs.keys() {
                *view.counts.entry(*sign).or_default() += 1;
            }
            view.people.insert(*key, signs.keys().copied().collect());
        }
        view
    }
}
