//! Small sets: sorted vectors. A B-tree for each kind of key would be a tenth of what the worker weighs on the wire.

use litemap::LiteMap;

/// A sorted vector of different things.
pub type Set<T> = LiteMap<T, ()>;

/// The set of these. They are put in one by one, since sorting code of its own for each kind weighs as much as a tree.
pub fn set<T: Ord + Copy>(of: &[T]) -> Set<T> {
    of.iter().fold(Set::new(), |mut set, one| {
        set.insert(*one, ());
        set
    })
}
