//! What somebody is called: by themselves, and by us where two call themselves the same.

use std::ops::Deref;
use std::sync::Arc;

/// What somebody calls themselves, cleaned and maybe empty; as text it is only that.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    text: Arc<str>,
    /// Which one they are of those who are called the same; nothing for the first.
    pub number: Option<u32>,
}

impl Name {
    /// A name, and which one of those with the same.
    pub fn new(text: Arc<str>, number: Option<u32>) -> Name {
        Name { text, number }
    }
}

impl Deref for Name {
    type Target = str;
    fn deref(&self) -> &str {
        &self.text
    }
}

impl From<&str> for Name {
    fn from(text: &str) -> Name {
        Name::new(text.into(), None)
    }
}
