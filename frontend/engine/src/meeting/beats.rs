//! Beats: how often they are said, and that they are.

use super::Meeting;
use crate::effect::Effect;
use crate::gathering::Myself;
use crate::turn::Turn;

/// Beats, milliseconds: often while somebody looks and few are here, seldom otherwise.
const OFTEN_MS: u32 = 100;
const SELDOM_MS: u32 = 500;
/// From so many people on, beats are seldom.
const MANY: usize = 9;

impl Meeting {
    /// Beats are due.
    pub(super) fn beat(&mut self, turn: &mut Turn) {
        for peer in self.peers.values_mut() {
            peer.tie.beat(turn);
        }
    }

    /// Asks for a pulse while there is anybody to beat for.
    pub(super) fn set_pulse(&mut self, me: &Myself, turn: &mut Turn) {
        let tied = self.peers.values().filter(|peer| peer.tie.wanted()).count();
        let pulse = match tied {
            0 => None,
            _ if !me.visible || tied + 1 >= MANY => Some(SELDOM_MS),
            _ => Some(OFTEN_MS),
        };
        if self.pulse != pulse {
            self.pulse = pulse;
            turn.effect(Effect::Pulse(pulse));
        }
    }
}
