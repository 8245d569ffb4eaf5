//! Kept versions of a pad: its plain text a minute after it was begun, then every five minutes while it changes, and before an
//! older version is put back; with who wrote what.

use crate::base::ids::{Key, PadId};
use crate::base::time::Time;
use serde::{Deserialize, Serialize};

/// A version is kept so often at most, milliseconds.
pub const EVERY_MS: u64 = 300_000;
/// The first one is kept so long after the first change, milliseconds.
pub const FIRST_MS: u64 = 60_000;
/// Versions of one pad at most: four hours of writing.
pub const VERSIONS: usize = 48;
/// Bytes of all versions of all pads at most; of more the oldest go.
pub const TOTAL_BYTES: usize = 8 * 1024 * 1024;

/// A kept version.
#[derive(Clone, Serialize, Deserialize)]
pub struct Version {
    /// Of which pad.
    pub pad: PadId,
    /// When it was kept.
    pub kept_ms: u64,
    /// The text.
    pub text: String,
    /// Who wrote what: UTF-16 lengths and authors.
    pub runs: Vec<(u32, Option<Key>)>,
}

impl Version {
    fn bytes(&self) -> usize {
        self.text.len() + self.runs.len() * size_of::<(u32, Option<Key>)>()
    }
}

/// All kept versions, oldest first.
#[derive(Default)]
pub struct Versions(Vec<Version>);

impl Versions {
    /// Adds those that were kept earlier, in the order of their times. What breaks a bound is left out.
    pub fn merge(&mut self, kept: Vec<Version>) {
        let here = std::mem::take(self).0;
        let known = |version: &Version| here.iter().any(|one| (one.pad, one.kept_ms) == (version.pad, version.kept_ms));
        let mut all: Vec<Version> = kept.into_iter().filter(|version| !known(version)).collect();
        all.extend(here);
        all.sort_by_key(|version| version.kept_ms);
        all.into_iter().for_each(|version| self.keep(version));
    }

    /// Keeps one more.
    pub fn keep(&mut self, version: Version) {
        if self.0.last().is_some_and(|last| last.kept_ms > version.kept_ms) {
            return;
        }
        let pad = version.pad;
        self.0.push(version);
        if self.of(&pad).count() > VERSIONS
            && let Some(oldest) = self.0.iter().position(|version| version.pad == pad)
        {
            self.0.remove(oldest);
        }
        while self.0.iter().map(Version::bytes).sum::<usize>() > TOTAL_BYTES {
            self.0.remove(0);
        }
    }

    /// Keeps one more whatever time the clock shows: it may have been set back, or another was kept in the same moment.
    pub fn keep_at_once(&mut self, version: Version) {
        let last = self.0.last().map_or(0, |last| last.kept_ms.saturating_add(1));
        self.keep(Version { kept_ms: version.kept_ms.max(last), ..version });
    }

    /// Those of a pad, oldest first.
    pub fn of(&self, pad: &PadId) -> impl Iterator<Item = &Version> {
        self.0.iter().filter(move |version| version.pad == *pad)
    }

    /// One of them, and the one before it.
    pub fn find(&self, pad: &PadId, kept_ms: u64) -> Option<(&Version, Option<&Version>)> {
        let mut before = None;
        for version in self.of(pad) {
            if version.kept_ms == kept_ms {
                return Some((version, before));
            }
            before = Some(version);
        }
        None
    }

    /// When the next one of a pad that has changed is due.
    pub fn due(&self, pad: &PadId, changed: Time) -> Time {
        match self.of(pad).last() {
            Some(last) => changed.max(Time(last.kept_ms) + EVERY_MS),
            None => changed + FIRST_MS,
        }
    }

    /// All of them.
    pub fn all(&self) -> &[Version] {
        &self.0
    }
}
