//! The replay window: which of the last 1,024 numbers of a sender have already been opened (as in RFC 6479).

/// Numbers remembered. Messages that overtake each other by more come too late.
pub const WINDOW: u64 = 1024;

const WORDS: usize = (WINDOW / 64) as usize;

/// What is known about a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// Never opened.
    Fresh,
    /// Opened already.
    Before,
    /// Below everything remembered: it may or may not have been opened.
    TooOld,
}

/// A ring of bits, one per number; the highest number opened and the 1,023 below it are remembered.
#[derive(Clone, Debug, Default)]
pub struct Window {
    highest: Option<u64>,
    bits: [u64; WORDS],
}

impl Window {
    /// Looks a number up; changes nothing.
    pub fn look(&self, number: u64) -> Seen {
        match self.highest {
            Some(highest) if number <= highest => match highest - number {
                WINDOW.. => Seen::TooOld,
                _ if self.bits[word(number)] & bit(number) != 0 => Seen::Before,
                _ => Seen::Fresh,
            },
            Some(_) | None => Seen::Fresh,
        }
    }

    /// Remembers a number whose message has opened. Only for one that [`Window::look`] found fresh.
    pub fn mark(&mut self, number: u64) {
        match self.highest {
            Some(highest) if number > highest => {
                // Bits of numbers that come into view belonged to numbers that have left it.
                if number - highest >= WINDOW {
                    self.bits = [0; WORDS];
                } else {
                    for passed in highest + 1..number {
                        self.bits[word(passed)] &= !bit(passed);
                    }
                }
                self.highest = Some(number);
            }
            Some(highest) if highest - number >= WINDOW => return,
            Some(_) => {}
            None => self.highest = Some(number),
        }
        self.bits[word(number)] |= bit(number);
    }
}

fn word(number: u64) -> usize {
    (number % WINDOW / 64) as usize
}

fn bit(number: u64) -> u64 {
    1 << (number % 64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// The same rule written the slow way.
    #[derive(Default)]
    struct Plain(BTreeSet<u64>);

    impl Plain {
        fn look(&self, number: u64) -> Seen {
            match self.0.last() {
                Some(highest) if number <= *highest && highest - number >= WINDOW => Seen::TooOld,
                _ if self.0.contains(&number) => Seen::Before,
                _ => Seen::Fresh,
            }
        }
    }

    fn agree(numbers: impl IntoIterator<Item = u64>) {
        let (mut window, mut plain) = (Window::default(), Plain::default());
        for number in numbers {
            let seen = plain.look(number);
            assert_eq!(window.look(number), seen, "{number}");
            if seen == Seen::Fresh {
                window.mark(number);
                plain.0.insert(number);
                assert_eq!(window.look(number), Seen::Before, "{number}");
            }
        }
        let highest = plain.0.last().copied().unwrap_or(0);
        for number in highest.saturating_sub(2 * WINDOW)..=highest.saturating_add(WINDOW) {
            assert_eq!(window.look(number), plain.look(number), "{number}");
        }
    }

    #[test]
    fn every_gap_up_to_two_windows_is_remembered_right() {
        for gap in 0..=2 * WINDOW + 1 {
            for start in [0, 1, 63, 64, WINDOW - 1, WINDOW, 5 * WINDOW + 17] {
                let mut window = Window::default();
                window.mark(start);
                window.mark(start + gap);
                let left = if gap >= WINDOW { Seen::TooOld } else { Seen::Before };
                assert_eq!(window.look(start), left, "{start} + {gap}");
                assert_eq!(window.look(start + gap), Seen::Before);
                for between in start + 1..start + gap {
                    let seen = if start + gap - between >= WINDOW { Seen::TooOld } else { Seen::Fresh };
                    assert_eq!(window.look(between), seen, "{between} of {start} + {gap}");
                }
            }
        }
    }

    #[test]
    fn a_full_window_forgets_nothing_and_the_next_number_forgets_one() {
        let mut window = Window::default();
        (0..WINDOW).for_each(|number| window.mark(number));
        assert!((0..WINDOW).all(|number| window.look(number) == Seen::Before));
        window.mark(WINDOW);
        assert_eq!(window.look(0), Seen::TooOld);
        assert!((1..=WINDOW).all(|number| window.look(number) == Seen::Before));
    }

    #[test]
    fn numbers_in_any_order_are_seen_once() {
        agree((0..3000).rev());
        agree((0..3000).map(|i| i * 7 % 3001));
        agree((0..3000).map(|i| (i * i) % 2500));
        let mut state = 1_u64;
        agree((0..20_000).map(move |i| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            i / 4 + (state >> 33) % 1500
        }));
    }

    #[test]
    fn the_end_of_all_numbers_is_reached_without_overflow() {
        agree([0, u64::MAX, u64::MAX - 1, u64::MAX, u64::MAX - WINDOW, u64::MAX - WINDOW + 1, 0]);
        agree((0..WINDOW * 2).map(|i| u64::MAX - (i * 5) % (WINDOW * 2)));
    }

    #[test]
    fn marking_what_is_too_old_changes_nothing() {
        let mut window = Window::default();
        window.mark(5000);
        window.mark(5000 - WINDOW);
        assert_eq!(window.look(5000 - WINDOW), Seen::TooOld);
        assert_eq!(window.look(5000 - WINDOW + 1), Seen::Fresh);
    }
}
