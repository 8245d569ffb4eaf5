//! Hand signs: each stays until its owner lowers it; counted are those of people who are present.

use crate::api::view::{Names, SignsView};
use crate::base::ids::Key;
use crate::base::set::Set;
use crate::fold::Stamp;
use crate::fold::timeline::Fold;
use crate::records::content::{Content, HandSign, Sign};
use litemap::LiteMap;

/// Who has raised what.
#[derive(Default)]
pub struct SignsFold {
    raised: LiteMap<Key, Set<Sign>>,
}

impl Fold for SignsFold {
    type Content = HandSign;

    fn of(content: &Content) -> Option<&HandSign> {
        if let Content::HandSign(content) = content { Some(content) } else { None }
    }

    fn apply(&mut self, stamp: &Stamp<'_>, content: &HandSign) {
        let signs = self.raised.entry(stamp.author()).or_default();
        match content.up {
            true => signs.insert(content.sign, ()),
            false => signs.remove(&content.sign),
        };
        if signs.is_empty() {
            self.raised.remove(&stamp.author());
        }
    }
}

impl SignsFold {
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
