//! The display name of one of the others: their own name, and a number where somebody else has the same one.

use crate::api::view::Name;
use crate::base::untrusted_text;
use std::sync::Arc;

/// Their name and its number.
#[derive(Clone, Debug)]
pub struct DisplayName {
    name: Arc<str>,
    /// The name as eyes and ears take it: two with the same one have to be told apart.
    folded: Arc<str>,
    number: u32,
    /// They are here, and so the number is theirs alone. Whoever has just gone is still called by it.
    holds: bool,
}

impl Default for DisplayName {
    fn default() -> DisplayName {
        DisplayName { name: Arc::from(""), folded: Arc::from(""), number: 1, holds: false }
    }
}

impl DisplayName {
    /// They call themselves so, in words that need not be safe to show.
    pub fn rename(&mut self, raw: &str) {
        let name = untrusted_text::clean_name(raw);
        if *self.name == *name {
            return;
        }
        let folded = untrusted_text::fold(&name);
        if *self.folded != *folded {
            (self.folded, self.holds) = (folded.into(), false);
        }
        self.name = name.into();
    }

    /// What they are called.
    pub fn shown(&self) -> Name {
        Name::new(self.name.clone(), (self.number > 1).then_some(self.number))
    }

    /// Their number among those who are called the same, if they have one.
    pub fn number_among(&self, like: &DisplayName) -> Option<u32> {
        (self.holds && self.folded == like.folded).then_some(self.number)
    }

    /// Whether they have a number, be it the first.
    pub fn holds(&self) -> bool {
        self.holds
    }

    /// They are here: the smallest number that is not taken is theirs for as long as they stay.
    pub fn come(&mut self, taken: &[u32]) {
        self.number = (1..).find(|number| !taken.contains(number)).unwrap_or(1);
        self.holds = true;
    }

    /// They are not here any more; somebody else may have the number.
    pub fn go(&mut self) {
        self.holds = false;
    }

    /// They are who somebody else was before a reload.
    pub fn inherit(&mut self, before: &DisplayName) {
        if self.folded == before.folded {
            (self.number, self.holds) = (before.number, before.holds);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn called(name: &str) -> DisplayName {
        let mut called = DisplayName::default();
        called.rename(name);
        called
    }

    #[test]
    fn names_that_look_the_same_are_the_same() {
        let alex = called("Alex");
        for other in ["alex", "ALEX ", "A\u{200D}lex", "Al\u{FE0F}ex", "\u{FF21}lex", "Alex\u{2800}"] {
            let mut other = called(other);
            other.come(&[]);
            assert_eq!(other.number_among(&alex), Some(1), "{other:?}");
        }
        let mut alexa = called("Alexa");
        alexa.come(&[]);
        assert_eq!(alexa.number_among(&alex), None);
    }

    #[test]
    fn a_number_stays_until_its_owner_goes_or_is_called_something_else() {
        let mut alex = called("Alex");
        alex.come(&[1, 3]);
        assert_eq!(alex.shown().number, Some(2));
        alex.rename("ALEX");
        assert!(alex.holds() && alex.shown().number == Some(2));
        alex.go();
        assert_eq!(alex.shown().number, Some(2), "it is still what they were called");
        let mut heir = called("alex");
        heir.inherit(&alex);
        assert_eq!(heir.shown().number, Some(2));
        heir.rename("Alexa");
        assert!(!heir.holds());
        heir.come(&[]);
        assert_eq!(heir.shown(), Name::from("Alexa"));
    }
}
