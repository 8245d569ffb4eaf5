//! Heartbeats: how often they are sent, and that they are.

use super::Meeting;
use crate::api::context::Context;
use crate::api::effect::Effect;
use crate::room::local_state::LocalState;

/// Heartbeats, milliseconds: often while somebody looks and few are here, seldom otherwise.
const OFTEN_MS: u32 = 100;
const SELDOM_MS: u32 = 500;
/// From so many people on, heartbeats are seldom.
const MANY: usize = 9;

impl Meeting {
    /// Heartbeats are due.
    pub(super) fn send_heartbeats(&mut self, cx: &mut Context) {
        for (_, peer) in &mut self.peers {
            peer.link.heartbeat(cx);
        }
    }

    /// Asks for the timer while there is anybody to send heartbeats to.
    pub(super) fn set_heartbeat(&mut self, me: &LocalState, cx: &mut Context) {
        let linked = self.peers.values().filter(|peer| peer.link.wanted()).count();
        let interval = match linked {
            0 => None,
            _ if !me.visible || linked + 1 >= MANY => Some(SELDOM_MS),
            _ => Some(OFTEN_MS),
        };
        if self.heartbeat_ms != interval {
            self.heartbeat_ms = interval;
            cx.effect(Effect::HeartbeatTimer(interval));
        }
    }
}
