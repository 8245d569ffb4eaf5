//! What every adaptor uses: JS bindings, event listeners, timers, the clock, letters in lower case, errors and the registry of what is open.

pub mod bindings;
pub mod chunk;
pub mod clock;
pub mod debug_log;
pub mod failure;
pub mod interval;
pub mod letter_case;
pub mod listener;
pub mod promises;
pub mod random;
pub mod registry;
pub mod timer;
