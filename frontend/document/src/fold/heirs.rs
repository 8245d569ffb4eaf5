//! Heirs: who somebody is after their page was loaded anew. A session has fresh keys, and what the one before wrote, raised and
//! answered stays its person's: the old key vouches for the new one, and every fold takes both for one.

use crate::base::ids::Key;
use crate::fold::position::Position;
use litemap::LiteMap;
use std::sync::Arc;

/// Old keys, each with the newest of the same person.
pub type Newest = LiteMap<Key, Key>;

/// The newest session of whoever had this key.
pub fn person(newest: &Newest, key: &Key) -> Key {
    *newest.get(key).unwrap_or(key)
}

/// All claims that an old key has signed.
#[derive(Default)]
pub struct Heirs {
    claims: LiteMap<Key, LiteMap<Position, Key>>,
    newest: Arc<Newest>,
}

impl Heirs {
    /// The author of the record at this place says that they were `old`, and `old` has signed it.
    pub fn insert(&mut self, at: Position, old: Key) {
        self.claims.entry(old).or_default().insert(at, at.author);
        self.follow();
    }

    /// Takes a claim out whose place another record took; false if there was none.
    pub fn remove(&mut self, at: &Position) -> bool {
        let claims = self.claims.iter_mut().map(|(_, claims)| claims.remove(at).is_some());
        let found = claims.fold(false, |found, one| found | one);
        self.claims.retain(|_, claims| !claims.is_empty());
        if found {
            self.follow();
        }
        found
    }

    /// Who everybody is now.
    pub fn newest(&self) -> &Arc<Newest> {
        &self.newest
    }

    /// Invariant: an old key has one heir, the first in the order of records, whatever came first; and whoever vouches in a
    /// circle is the smallest key of it. So all replicas end with the same people.
    fn follow(&mut self) {
        let heir = |old: &Key| self.claims.get(old).and_then(|claims| claims.values().next()).copied();
        let mut newest = Newest::new();
        for old in self.claims.keys() {
            let mut chain = vec![*old];
            while let Some(next) = heir(&chain[chain.len() - 1]) {
                if let Some(begin) = chain.iter().position(|key| *key == next) {
                    chain = chain[begin..].iter().min().copied().into_iter().collect();
                    break;
                }
                chain.push(next);
            }
            newest.extend(chain.last().map(|last| (*old, *last)).filter(|(old, last)| old != last));
        }
        self.newest = Arc::new(newest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(clock: u64, author: u8) -> Position {
        Position::made(clock, Key([author; 32]))
    }

    fn of(heirs: &Heirs, key: u8) -> Option<u8> {
        heirs.newest().get(&Key([key; 32])).map(|key| key.0[0])
    }

    #[test]
    fn who_reloads_twice_is_one_person_and_the_first_heir_counts() {
        let mut heirs = Heirs::default();
        heirs.insert(at(5, 2), Key([1; 32]));
        heirs.insert(at(9, 3), Key([2; 32]));
        assert_eq!([1, 2, 3].map(|key| of(&heirs, key)), [Some(3), Some(3), None]);
        // Another claims the same, earlier in the order though it came later.
        heirs.insert(at(4, 7), Key([1; 32]));
        assert_eq!([1, 2].map(|key| of(&heirs, key)), [Some(7), Some(3)]);
        assert!(heirs.remove(&at(4, 7)) && !heirs.remove(&at(4, 7)));
        assert_eq!(of(&heirs, 1), Some(3));
    }

    #[test]
    fn a_circle_is_its_smallest_key_from_wherever_one_comes() {
        let mut heirs = Heirs::default();
        for (old, new) in [(1, 2), (2, 3), (3, 2), (4, 4)] {
            heirs.insert(at(u64::from(old), new), Key([old; 32]));
        }
        assert_eq!([1, 2, 3, 4].map(|key| of(&heirs, key)), [Some(2), None, Some(2), None]);
    }
}
