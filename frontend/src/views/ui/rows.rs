//! Rows with keys: what stays stays in place. Leptos makes 5 KB of code of every type of key; here each key has a number, and all
//! rows are one type.

use leptos::prelude::*;
use std::sync::{Arc, Mutex, PoisonError};

/// What tells rows apart.
pub trait Key: Clone + Eq + Send + Sync + 'static {}

impl<K: Clone + Eq + Send + Sync + 'static> Key for K {}

/// One row: the number of its key, and how it is made.
struct Row {
    number: u64,
    make: Box<dyn FnOnce() -> AnyView + Send + Sync>,
}

/// A row for each of these.
pub fn rows<K: Key>(keys: Memo<Vec<K>>, row: impl Fn(K) -> AnyView + Send + Sync + 'static) -> AnyView {
    let row: Arc<dyn Fn(K) -> AnyView + Send + Sync> = Arc::new(row);
    let numbers = Mutex::new(Numbers::default());
    listed(Box::new(move || {
        let mut numbers = numbers.lock().unwrap_or_else(PoisonError::into_inner);
        keys.with(|keys| numbers.follow(keys));
        let one = |(key, number): &(K, u64)| {
            let (key, row) = (key.clone(), row.clone());
            Row { number: *number, make: Box::new(move || row(key)) }
        };
        numbers.given.iter().map(one).collect()
    }))
}

fn listed(rows: Box<dyn Fn() -> Vec<Row> + Send + Sync>) -> AnyView {
    view! { <For each=move || rows() key=|row| row.number children=|row| (row.make)() /> }.into_any()
}

/// The numbers of those keys that are there.
struct Numbers<K> {
    given: Vec<(K, u64)>,
    next: u64,
}

impl<K> Default for Numbers<K> {
    fn default() -> Numbers<K> {
        Numbers { given: Vec::new(), next: 0 }
    }
}

impl<K: Clone + Eq> Numbers<K> {
    /// Keys that were there keep their numbers, new ones get others. Looks for each where the one before it was found, so that
    /// what mostly happens, a key more or less, costs one look at each.
    fn follow(&mut self, keys: &[K]) {
        let before = std::mem::take(&mut self.given);
        let mut at = 0;
        for key in keys {
            let (earlier, later) = before.split_at(at);
            let found = later.iter().chain(earlier).position(|(known, _)| known == key);
            let number = match found {
                Some(steps) => {
                    let place = (at + steps) % before.len();
                    at = (place + 1) % before.len();
                    before[place].1
                }
                None => {
                    self.next += 1;
                    self.next
                }
            };
            self.given.push((key.clone(), number));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_keeps_its_number_wherever_it_goes() {
        let mut numbers = Numbers::default();
        let mut told = |keys: &str| {
            numbers.follow(&keys.chars().collect::<Vec<_>>());
            numbers.given.iter().map(|(_, number)| *number).collect::<Vec<_>>()
        };
        assert_eq!(told("abc"), [1, 2, 3]);
        assert_eq!(told("abcd"), [1, 2, 3, 4]);
        assert_eq!(told("eabd"), [5, 1, 2, 4]);
        assert_eq!(told("dbae"), [4, 2, 1, 5]);
        assert!(told("").is_empty());
        assert_eq!(told("ab"), [6, 7], "who comes back is another one");
    }

    #[test]
    fn one_more_among_many_costs_one_look_at_each() {
        use std::cell::Cell;
        thread_local!(static LOOKS: Cell<u32> = const { Cell::new(0) });
        #[derive(Clone)]
        struct Counted(u32);
        impl PartialEq for Counted {
            fn eq(&self, other: &Counted) -> bool {
                LOOKS.set(LOOKS.get() + 1);
                self.0 == other.0
            }
        }
        impl Eq for Counted {}
        let all = |from: u32| (from..2_000).map(Counted).collect::<Vec<_>>();
        let mut numbers = Numbers::default();
        numbers.follow(&all(1));
        LOOKS.set(0);
        numbers.follow(&all(0));
        assert!(LOOKS.get() <= 2 * 2_000, "{}", LOOKS.get());
        LOOKS.set(0);
        numbers.follow(&all(2));
        assert!(LOOKS.get() <= 2 * 2_000, "{}", LOOKS.get());
    }
}
