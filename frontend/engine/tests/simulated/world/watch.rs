//! The timer behind `Engine::deadline`, the worker's pulse, and what of an event is worth a line of the story.

use super::World;
use super::page::Life;
use plenum_engine::api::event::Event;
use plenum_engine::base::ids::ConnectionId;
use plenum_engine::base::time::Time;
use std::fmt::Debug;

/// A timer, and how it went so far.
#[derive(Default)]
pub struct Alarm {
    /// When it rings, in the world's time.
    rings: Option<u64>,
    /// Earlier settings are void.
    setting: u32,
    /// Wakes in a row after which the engine was due again at once.
    spins: u32,
    /// Wakes within the current second.
    wakes: (u64, u32),
}

/// An engine that is due again right after it was woken, so many times in a row, would freeze the tab.
const SPINS: u32 = 3;
/// Wakes within one second: the finest regular thing are heartbeats, which have their own pulse.
const WAKES: u32 = 300;

impl World {
    /// An event or effect of a page in one line; connections under the names of their people.
    pub fn gist(&self, what: &impl Debug, of: Option<ConnectionId>) -> String {
        match of {
            Some(id) => {
                let text = format!("{what:?}");
                let rest = text.split_once(") }, ").map_or("", |(_, rest)| rest);
                format!("{}: {}", self.peer_name(id), brief(&format_args!("{rest}")))
            }
            None => brief(what),
        }
    }

    /// Sets the timer to the engine's deadline.
    pub fn set_alarm(&mut self, page: usize) {
        let tab = &mut self.pages[page];
        let Some(Time(deadline)) = tab.engine.deadline() else { return };
        let due = (tab.born + deadline).max(self.now);
        if tab.alarm.rings.is_some_and(|rings| rings <= due) {
            return;
        }
        tab.alarm.rings = Some(due);
        tab.alarm.setting += 1;
        let setting = tab.alarm.setting;
        // Timers are late, in hidden tabs up to a second.
        let late = if tab.hidden { self.rng.between(0, 1000) } else { self.rng.between(0, 4) };
        self.after(due - self.now + late, move |world| world.rings(page, setting));
    }

    fn rings(&mut self, page: usize, setting: u32) {
        let now = self.now;
        let tab = &mut self.pages[page];
        if tab.alarm.setting != setting {
            return;
        }
        tab.alarm.rings = None;
        if tab.life != Life::Running {
            return;
        }
        let due = |world: &World| {
            let tab = &world.pages[page];
            tab.engine.deadline().is_some_and(|Time(deadline)| tab.born + deadline <= now)
        };
        if !due(self) {
            return self.set_alarm(page);
        }
        let alarm = &mut self.pages[page].alarm;
        alarm.wakes = if alarm.wakes.0 == now / 1000 { (now / 1000, alarm.wakes.1 + 1) } else { (now / 1000, 1) };
        assert!(alarm.wakes.1 < WAKES, "{} is woken {WAKES} times a second", self.label(page));
        self.hears(page, Event::Woke);
        let spins = if due(self) { self.pages[page].alarm.spins + 1 } else { 0 };
        assert!(spins < SPINS, "{} is still due after being woken {spins} times", self.label(page));
        self.pages[page].alarm.spins = spins;
    }

    /// The worker ticks every so often.
    pub fn set_pulse(&mut self, page: usize, every: Option<u32>) {
        let tab = &mut self.pages[page];
        tab.pulse = (every, tab.pulse.1 + 1);
        let series = tab.pulse.1;
        if let Some(every) = every {
            assert!(every >= 20, "a pulse every {every} ms");
            self.after(every.into(), move |world| world.pulses(page, series));
        }
    }

    fn pulses(&mut self, page: usize, series: u32) {
        let (Some(every), current) = self.pages[page].pulse else { return };
        if current != series || self.pages[page].life == Life::Gone {
            return;
        }
        if self.pages[page].life == Life::Running {
            self.hears(page, Event::HeartbeatDue);
        }
        let jitter = self.rng.between(0, 4);
        self.after(u64::from(every) + jitter, move |world| world.pulses(page, series));
    }
}

/// `Debug`, cut where it becomes long.
pub fn brief(what: &impl Debug) -> String {
    let text = format!("{what:?}");
    match text.char_indices().nth(160) {
        Some((cut, _)) => format!("{}…", &text[..cut]),
        None => text,
    }
}
