//! Who wrote what, followed from change to change: what a worker tells of a change moves the stretches of text along.

use crate::api::act::Change;
use crate::api::view::Run;
use crate::base::ids::Key;
use crate::base::untrusted_text::utf16_len;

/// The stretches after changes, of which `author` wrote what came in.
pub fn after(runs: &[Run], changes: &[Change], author: Option<Key>) -> Vec<Run> {
    let mut follow = Follow { runs, next: 0, out: Vec::with_capacity(runs.len() + 2), end: 0 };
    let mut from = 0;
    for change in changes {
        follow.keep(from, change.from);
        follow.push(utf16_len(&change.insert), author);
        from = change.to;
    }
    follow.keep(from, u32::MAX);
    follow.out
}

struct Follow<'a> {
    runs: &'a [Run],
    /// The first that does not end before what is kept next.
    next: usize,
    out: Vec<Run>,
    end: u32,
}

impl Follow<'_> {
    fn keep(&mut self, from: u32, to: u32) {
        while let Some(run) = self.runs.get(self.next) {
            let (start, end) = (run.from.max(from), run.to.min(to));
            if start < end {
                self.push(end - start, run.author);
            }
            if run.to > to {
                break;
            }
            self.next += 1;
        }
    }

    fn push(&mut self, length: u32, author: Option<Key>) {
        let (from, to) = (self.end, self.end.saturating_add(length));
        self.end = to;
        match self.out.last_mut() {
            Some(last) if last.author == author => last.to = to,
            _ if length > 0 => self.out.push(Run { from, to, author }),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pads::patches;
    use proptest::prelude::*;

    /// A letter for each author stands for the text.
    fn runs(text: &str) -> Vec<Run> {
        let change = |at: u32, c: char| Change { from: at, to: at, insert: c.to_string() };
        (0..).zip(text.chars()).fold(Vec::new(), |runs, (at, c)| after(&runs, &[change(at, c)], author(c)))
    }

    fn author(c: char) -> Option<Key> {
        (c != '-').then_some(Key([c as u8; 32]))
    }

    proptest! {
        #[test]
        fn stretches_follow_the_text(text in "[ab-]{0,12}", places in proptest::collection::vec((0..13u32, 0..4usize), 0..6), by in "[ab-]") {
            let mut places = places;
            places.sort_unstable();
            let by = by.chars().next().unwrap_or('-');
            let length = text.len() as u32;
            let changes: Vec<Change> = places.chunks_exact(2)
                .map(|two| Change { from: two[0].0.min(length), to: two[1].0.min(length), insert: by.to_string().repeat(two[0].1) })
                .collect();
            let mut units: Vec<u16> = text.encode_utf16().collect();
            patches::apply(&changes, &mut units);
            prop_assert_eq!(after(&runs(&text), &changes, author(by)), runs(&String::from_utf16_lossy(&units)));
        }
    }
}
