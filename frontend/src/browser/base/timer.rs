//! The timer for the engine's next deadline (`setTimeout`).

use crate::browser::base::clock;
use crate::event_sender::EventSender;
use gloo_timers::callback::Timeout;
use plenum_engine::api::event::Event;
use plenum_engine::base::time::Time;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// The longest delay that is asked of `setTimeout`, in milliseconds: it counts in 31 bits and an hour is plenty.
const LONGEST_MS: u64 = 3_600_000;

/// One alarm at a time; stopped when dropped.
pub struct Timer {
    events: EventSender,
    armed: RefCell<Option<(Time, Timeout)>>,
    rang: Rc<Cell<bool>>,
}

impl Timer {
    /// Posts `Event::Woke` when it rings.
    pub fn new(events: EventSender) -> Timer {
        Timer { events, armed: RefCell::default(), rang: Rc::default() }
    }

    /// Rings at this time instead of any other. May ring early (an hour at most, coarse clocks): then it is armed anew.
    pub fn arm(&self, deadline: Option<Time>) {
        let rang = self.rang.replace(false);
        let armed = self.armed.borrow().as_ref().map(|(time, _)| *time);
        if armed == deadline && !rang {
            return;
        }
        let next = deadline.map(|deadline| {
            let (events, rang) = (self.events.clone(), self.rang.clone());
            let ring = move || {
                rang.set(true);
                events.send(Event::Woke);
            };
            (deadline, Timeout::new(delay(deadline, clock::now()), ring))
        });
        let previous = self.armed.replace(next);
        drop(previous);
    }
}

fn delay(deadline: Time, now: Time) -> u32 {
    // One more, for the fraction of a millisecond that `Time` leaves out.
    (deadline.since(now).min(LONGEST_MS) + 1) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_past_deadline_is_due_at_once() {
        assert_eq!(delay(Time(5), Time(9)), 1);
    }

    #[test]
    fn a_far_deadline_does_not_wrap() {
        assert_eq!(delay(Time(u64::MAX), Time(0)), LONGEST_MS as u32 + 1);
    }
}
