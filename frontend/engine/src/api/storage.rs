//! Sealed copies of room documents that stay on this device: what they are kept under, for how long, and which have to go.
//!
//! Invariant: a copy is never changed. Each save is a new copy under a number of its own, and takes away those that it
//! contains and no others. So two tabs at the same meeting lose nothing of each other, whoever writes last: what one of them
//! leaves that the other has not read stays beside it, and both are merged when the link is next opened.

use std::fmt;

/// A copy that was not renewed goes after so many days.
pub const KEEP_DAYS: u32 = 30;
/// Copies of one meeting read at most: one for each tab that had it open and has not seen the others'.
const READ_COPIES: usize = 8;
/// Bytes of copies read at most.
const READ_BYTES: u64 = 96 * 1024 * 1024;

/// The size of a sealed passphrase, bytes (`crypto/kept_passphrase.rs`). It stays where copies stay, and so expires, is listed and
/// is forgotten like them; no copy is as small.
pub const PASSPHRASE_BYTES: u32 = 73;

/// The size of a sealed Plan B note, bytes (`crypto/kept_note.rs`). It stays there as well, under a name of its own, so that whoever does
/// not get through has not to read the document for it.
pub const NOTE_BYTES: u32 = 1_167;

/// What a copy is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyKind {
    /// What was written in a meeting.
    Document,
    /// The passphrase of a meeting.
    Passphrase,
    /// Its Plan B note.
    Note,
}

/// What the copies of a meeting are kept under. Whoever has no link cannot tell the meeting by it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CopyName(pub [u8; 16]);

impl fmt::Debug for CopyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CopyName(…)")
    }
}

/// All that can be told of a copy without the link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeptCopy {
    /// Of which meeting.
    pub name: CopyName,
    /// Drawn at random when it was sealed.
    pub id: u64,
    /// When it was saved, days since 1970.
    pub day: u32,
    /// Its size, sealed.
    pub bytes: u32,
}

impl KeptCopy {
    /// Its key in the store; with it nothing has to be read to list, expire and choose copies.
    pub fn key(&self) -> String {
        let name: String = self.name.0.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{name}-{:016x}-{}-{}", self.id, self.day, self.bytes)
    }

    /// Reads a key; nothing for one that was not made by [`KeptCopy::key`].
    pub fn read(key: &str) -> Option<KeptCopy> {
        let mut parts = key.split('-');
        let hex = u128::from_str_radix(parts.next().filter(|hex| hex.len() == 32)?, 16).ok()?;
        let id = u64::from_str_radix(parts.next()?, 16).ok()?;
        let (day, bytes) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        let copy = KeptCopy { name: CopyName(hex.to_be_bytes()), id, day, bytes };
        (copy.key() == key).then_some(copy)
    }

    /// What it is of, by its size: no copy of a document is as small.
    pub fn kind(&self) -> CopyKind {
        match self.bytes {
            PASSPHRASE_BYTES => CopyKind::Passphrase,
            NOTE_BYTES => CopyKind::Note,
            _ => CopyKind::Document,
        }
    }

    /// Whether it has been kept for long enough. A day that is still to come is that of a clock that was wrong.
    pub fn expired(&self, today: u32) -> bool {
        self.day.abs_diff(today) > KEEP_DAYS
    }
}

/// Which copies of a meeting are read: the newest, as many as are bearable.
pub fn to_read(all: &[KeptCopy], name: CopyName, today: u32) -> Vec<KeptCopy> {
    let mut own: Vec<KeptCopy> = all.iter().filter(|copy| copy.name == name && !copy.expired(today)).copied().collect();
    own.sort_by_key(|copy| std::cmp::Reverse(copy.day));
    let mut bytes = 0;
    own.retain(|copy| {
        bytes += u64::from(copy.bytes);
        bytes <= READ_BYTES
    });
    own.truncate(READ_COPIES);
    own
}

/// Which copies go when there is no room for one more of this meeting: those of others, oldest first, until as much is free.
pub fn to_make_room(all: &[KeptCopy], name: CopyName, bytes: u32) -> Vec<KeptCopy> {
    let mut others: Vec<KeptCopy> =
        all.iter().filter(|copy| copy.name != name && copy.kind() == CopyKind::Document).copied().collect();
    others.sort_by_key(|copy| copy.day);
    let mut free = 0;
    others.retain(|copy| {
        let needed = free < u64::from(bytes);
        free += u64::from(copy.bytes);
        needed
    });
    others
}

/// What to do with them (IndexedDB). Each answers `Done::Stored`.
#[derive(Clone)]
pub enum StoreCommand {
    /// Read those of this meeting, as [`to_read`] chooses: `Stored::Copies`.
    Load(CopyName),
    /// Save one more, and take away those which it contains, in one transaction: `Stored::Saved` or `Stored::Full`. If there
    /// is no room, [`to_make_room`] says what goes, and it is tried once more.
    Save {
        /// Of which meeting.
        name: CopyName,
        /// Its number.
        id: u64,
        /// It, sealed.
        bytes: Vec<u8>,
        /// Which ones it contains.
        replaces: Vec<KeptCopy>,
    },
    /// Delete all of a meeting, or all of all: `Stored::Forgotten`.
    Forget(Option<CopyName>),
    /// Say what there is: `Stored::Listed`.
    List,
}

/// Sizes only.
impl fmt::Debug for StoreCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StoreCommand::Load(_) => f.write_str("Load"),
            StoreCommand::Save { bytes, replaces, .. } => {
                write!(f, "Save({} bytes, in place of {})", bytes.len(), replaces.len())
            }
            StoreCommand::Forget(name) => write!(f, "Forget({name:?})"),
            StoreCommand::List => f.write_str("List"),
        }
    }
}

/// What came of it.
#[derive(Clone)]
pub enum Stored {
    /// The copies of the meeting, sealed.
    Copies(Vec<(KeptCopy, Vec<u8>)>),
    /// It is saved as this.
    Saved(KeptCopy),
    /// There is no room, not even without the others' copies.
    Full,
    /// They are gone.
    Forgotten,
    /// What there is.
    Listed {
        /// Days since 1970.
        today: u32,
        /// All copies.
        copies: Vec<KeptCopy>,
    },
    /// This browser keeps nothing: a private window, or it was told not to.
    Unavailable,
}

/// Sizes only.
impl fmt::Debug for Stored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Stored::Copies(copies) => write!(f, "Copies({})", copies.len()),
            Stored::Saved(copy) => write!(f, "Saved({} bytes)", copy.bytes),
            Stored::Full => f.write_str("Full"),
            Stored::Forgotten => f.write_str("Forgotten"),
            Stored::Listed { copies, .. } => write!(f, "Listed({})", copies.len()),
            Stored::Unavailable => f.write_str("Unavailable"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copy(name: u8, id: u64, day: u32, bytes: u32) -> KeptCopy {
        KeptCopy { name: CopyName([name; 16]), id, day, bytes }
    }

    #[test]
    fn a_key_says_all_there_is_to_know_and_other_keys_say_nothing() {
        let kept = copy(0xab, 7, 20_000, 4096);
        assert_eq!(kept.key(), "abababababababababababababababab-0000000000000007-20000-4096");
        assert_eq!(KeptCopy::read(&kept.key()), Some(kept));
        for other in [
            "",
            "-",
            "ab-7-1-1",
            "room-0000000000000007-20000-4096",
            &format!("{}-", kept.key()),
            &format!("{}0", kept.key().to_uppercase()),
        ] {
            assert_eq!(KeptCopy::read(other), None, "{other}");
        }
    }

    #[test]
    fn a_copy_expires_after_30_days_and_one_of_a_wrong_clock_as_well() {
        let expires = |day| copy(1, 1, day, 1).expired(20_000);
        assert_eq!([20_000, 19_970, 19_969, 0, 20_030, 20_031].map(expires), [false, false, true, true, false, true]);
    }

    #[test]
    fn the_newest_copies_of_this_meeting_are_read_and_not_more_than_is_bearable() {
        let mut all: Vec<KeptCopy> = (0..20).map(|id| copy(1, id, 19_980 + id as u32, 4096)).collect();
        all.push(copy(2, 50, 20_000, 4096));
        all.push(copy(1, 51, 100, 4096));
        let ids = |copies: Vec<KeptCopy>| copies.iter().map(|copy| copy.id).collect::<Vec<_>>();
        assert_eq!(ids(to_read(&all, CopyName([1; 16]), 20_000)), [19, 18, 17, 16, 15, 14, 13, 12]);
        let large = [copy(1, 1, 19_999, 90 << 20), copy(1, 2, 19_998, 90 << 20)];
        assert_eq!(ids(to_read(&large, CopyName([1; 16]), 20_000)), [1]);
    }

    #[test]
    fn the_oldest_copies_of_other_meetings_make_room() {
        let all = [
            copy(1, 1, 1, 900),
            copy(2, 2, 30, 400),
            copy(3, 3, 10, 400),
            copy(4, 4, 20, 400),
            copy(5, 5, 2, PASSPHRASE_BYTES),
            copy(6, 6, 3, NOTE_BYTES),
        ];
        let ids: Vec<u64> = to_make_room(&all, CopyName([1; 16]), 500).iter().map(|copy| copy.id).collect();
        assert_eq!(ids, [3, 4]);
        assert!(to_make_room(&all[..1], CopyName([1; 16]), 500).is_empty());
    }
}
