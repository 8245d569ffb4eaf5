//! Names of people: what each session said of itself last, so that what was written stays theirs when they have left.

use crate::base::ids::Key;
use crate::base::untrusted_text::clean_name;
use crate::fold::Stamp;
use crate::fold::timeline::Fold;
use crate::records::content::{Content, Person};
use litemap::LiteMap;

/// Names by session.
#[derive(Default)]
pub struct PeopleFold {
    names: LiteMap<Key, String>,
}

impl PeopleFold {
    /// All of them.
    pub fn names(&self) -> &LiteMap<Key, String> {
        &self.names
    }
}

impl Fold for PeopleFold {
    type Content = Person;

    fn of(content: &Content) -> Option<&Person> {
        if let Content::Person(content) = content { Some(content) } else { None }
    }

    fn apply(&mut self, stamp: &Stamp<'_>, content: &Person) {
        let Person::Name { name } = content else { return };
        let name = clean_name(name);
        if !name.is_empty() {
            // Text in pads is told by the session that wrote it.
            self.names.insert(stamp.at.author, name.clone());
            self.names.insert(stamp.author(), name);
        }
    }
}
