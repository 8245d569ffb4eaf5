//! What browsers count of their connections, told once a second where a test asks for it.

use super::World;
use plenum_engine::api::effect::Source;
use plenum_engine::api::event::{ConnectionEvent, ConnectionState};
use plenum_engine::api::stats::Stats;

impl World {
    /// From here on every connection tells once a second what it carried. `packets`: of sound, where somebody is on air.
    pub fn count(&mut self, packets: u32) {
        for which in 0..self.peerings.len() {
            let peering = &self.peerings[which];
            let Some((tunnel, end)) = peering.tunnel.filter(|_| peering.state == ConnectionState::Connected) else {
                continue;
            };
            let voice = if self.flows(tunnel, 1 - end, Source::Microphone) { packets } else { 0 };
            // As much as is wanted: no reason to think the uplink wider or narrower than it was.
            let stats = Stats { voice: Some(voice), round_trip: Some(20), ..Stats::default() };
            self.news(which, ConnectionEvent::Stats(stats));
        }
        self.after(1_000, move |world| world.count(packets));
    }
}
