//! Patches: changes of a text in UTF-16 offsets, as CodeMirror takes them, from the deltas of yrs.

use crate::api::act::Change;
use yrs::types::Delta;
use yrs::{Any, Out};

/// The changes that a delta makes, in places of the text before.
pub fn from_delta(delta: &[Delta]) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    let mut at = 0;
    for step in delta {
        let touching = changes.last_mut().filter(|last| last.to == at);
        match step {
            Delta::Retain(len, _) => at += len,
            Delta::Deleted(len) => {
                at += len;
                match touching {
                    Some(last) => last.to = at,
                    None => changes.push(Change { from: at - len, to: at, insert: String::new() }),
                }
            }
            Delta::Inserted(Out::Any(Any::String(text)), _) => match touching {
                Some(last) => last.insert.push_str(text),
                None => changes.push(Change { from: at, to: at, insert: text.to_string() }),
            },
            // Nothing else gets past the strict reader.
            Delta::Inserted(..) => {}
        }
    }
    changes.retain(|change| change.from < change.to || !change.insert.is_empty());
    changes
}

/// Whether changes are in order, within the text, and between whole characters.
pub fn fit(changes: &[Change], text: &[u16]) -> bool {
    let inside = |at: u32| {
        let at = at as usize;
        let splits = at > 0
            && at < text.len()
            && (0xD800..0xDC00).contains(&text[at - 1])
            && (0xDC00..0xE000).contains(&text[at]);
        at <= text.len() && !splits
    };
    let mut end = 0;
    changes.iter().all(|change| {
        let fits = end <= change.from && change.from <= change.to && inside(change.from) && inside(change.to);
        end = change.to;
        fits
    })
}

/// Makes the changes in a text.
pub fn apply(changes: &[Change], text: &mut Vec<u16>) {
    for change in changes.iter().rev() {
        let (from, to) = (change.from as usize, change.to as usize);
        if from <= to && to <= text.len() {
            text.splice(from..to, change.insert.encode_utf16());
        }
    }
}

/// The one change that makes a text into another: what both begin and end with stays.
pub fn replacing(old: &str, new: &str) -> Vec<Change> {
    let same = old.chars().zip(new.chars()).take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8()).sum::<usize>();
    let (old_rest, new_rest) = (&old[same..], &new[same..]);
    let tail = old_rest.chars().rev().zip(new_rest.chars().rev()).take_while(|(a, b)| a == b);
    let tail = tail.map(|(c, _)| c.len_utf8()).sum::<usize>();
    let from = crate::base::untrusted_text::utf16_len(&old[..same]);
    let taken = crate::base::untrusted_text::utf16_len(&old_rest[..old_rest.len() - tail]);
    let insert = new_rest[..new_rest.len() - tail].to_owned();
    if taken == 0 && insert.is_empty() {
        return Vec::new();
    }
    vec![Change { from, to: from + taken, insert }]
}
