//! What is stored on this device, meeting by meeting.

use crate::api::storage::{CopyName, KeptCopy};
use crate::api::view::StoredMeeting;
use std::sync::Arc;

/// Shown at most; nobody reads more.
const SHOWN: usize = 100;

/// The meetings of which there are copies, newest first; `own`: the names of the one that one is in.
pub fn meetings(copies: &[KeptCopy], own: &[CopyName], today: u32) -> Arc<[StoredMeeting]> {
    let mut meetings: Vec<StoredMeeting> = Vec::new();
    for copy in copies.iter().filter(|copy| !copy.expired(today)) {
        let days = today.saturating_sub(copy.day);
        let (name, kind) = (copy.name, copy.kind());
        let meeting = StoredMeeting { name, days, bytes: copy.bytes.into(), here: own.contains(&name), kind };
        match meetings.iter().position(|known| known.name == copy.name) {
            Some(at) => {
                meetings[at].days = meetings[at].days.min(days);
                meetings[at].bytes += meeting.bytes;
            }
            None => meetings.push(meeting),
        }
    }
    meetings.sort_by_key(|meeting| (!meeting.here, meeting.days, meeting.name));
    meetings.truncate(SHOWN);
    meetings.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::storage::{CopyKind, NOTE_BYTES, PASSPHRASE_BYTES};

    #[test]
    fn copies_of_two_tabs_are_one_meeting_and_expired_ones_none() {
        let copy = |name: u8, id, day, bytes| KeptCopy { name: CopyName([name; 16]), id, day, bytes };
        let copies = [copy(1, 1, 90, 10), copy(2, 2, 95, 5), copy(1, 3, 99, 20), copy(3, 4, 10, 7), copy(4, 5, 100, 1)];
        let seen: Vec<_> = meetings(&copies, &[CopyName([2; 16])], 100)
            .iter()
            .map(|meeting| (meeting.name.0[0], meeting.days, meeting.bytes, meeting.here))
            .collect();
        assert_eq!(seen, [(2, 5, 5, true), (4, 0, 1, false), (1, 1, 30, false)]);
    }

    #[test]
    fn a_passphrase_and_a_note_are_told_apart_from_what_was_written() {
        let copy = |name: u8, bytes| KeptCopy { name: CopyName([name; 16]), id: 1, day: 100, bytes };
        let listed = meetings(
            &[copy(1, 4096), copy(2, PASSPHRASE_BYTES), copy(3, NOTE_BYTES)],
            &[1, 2, 3].map(|name| CopyName([name; 16])),
            100,
        );
        let seen: Vec<_> = listed.iter().map(|stored| (stored.name.0[0], stored.here, stored.kind)).collect();
        let kinds = [(1, true, CopyKind::Document), (2, true, CopyKind::Passphrase), (3, true, CopyKind::Note)];
        assert_eq!(seen, kinds);
    }
}
