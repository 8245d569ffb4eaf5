//! The text that an editor shows, as far as the document's patches make it.

use plenum_document::api::act::Change;
use plenum_document::api::view::Run;
use plenum_document::pads::patches;

/// A mirror of a pad.
pub struct Mirror {
    pub version: u64,
    pub units: Vec<u16>,
    pub runs: Vec<Run>,
}

impl Mirror {
    pub fn new(version: u64, text: &str, runs: Vec<Run>) -> Mirror {
        Mirror { version, units: text.encode_utf16().collect(), runs }
    }

    pub fn patch(&mut self, version: u64, changes: &[Change]) {
        assert_eq!(version, self.version + 1, "patches come in order");
        assert!(patches::fit(changes, &self.units), "a patch fits the text before it");
        self.version = version;
        apply(changes, &mut self.units);
    }

    pub fn text(&self) -> String {
        String::from_utf16(&self.units).expect("no half characters")
    }
}

/// Applies changes one by one, from the last: written differently from the document's own function.
pub fn apply(changes: &[Change], units: &mut Vec<u16>) {
    for change in changes.iter().rev() {
        let tail = units.split_off(change.to as usize);
        units.truncate(change.from as usize);
        units.extend(change.insert.encode_utf16());
        units.extend(tail);
    }
}

/// A place in a text that splits no character.
pub fn whole(units: &[u16], mut at: usize) -> u32 {
    at = at.min(units.len());
    if at > 0 && at < units.len() && (0xDC00..0xE000).contains(&units[at]) {
        at -= 1;
    }
    at as u32
}
