//! What a pair of connections becomes once they have found each other: channels, media, and all that can happen to the path between them.

use super::World;
use super::page::Life;
use super::peering::Signaling;
use super::timeline::Lane;
use super::wire::Wire;
use plenum_engine::api::effect::Source;
use plenum_engine::api::event::{Channel, ConnectionEvent, ConnectionState};
use plenum_engine::base::ids::ConnectionId;
use std::collections::VecDeque;

/// Two connections that belong together.
pub struct Tunnel {
    /// The connection at either end.
    pub ends: [usize; 2],
    /// ICE generations by which they found each other.
    ufrags: [String; 2],
    /// The path of this generation is gone for good; only a restart finds another.
    pub severed: bool,
    /// What waits to be handed over to either end: SCTP repeats it until it can.
    held: [VecDeque<(Channel, Vec<u8>)>; 2],
    /// What leads to either end, where it is narrow.
    pub wires: [Wire; 2],
    /// Earlier timers about trouble are void.
    trouble: u32,
    /// There is trouble right now.
    troubled: bool,
}

const CHANNELS: [Channel; 3] = [Channel::Messages, Channel::Bulk, Channel::Heartbeats];
/// Until a page is told that nothing comes any more, milliseconds.
const DISCONNECTED: (u64, u64) = (3_000, 7_000);
/// From there until ICE gives up, milliseconds.
const FAILED: (u64, u64) = (8_000, 18_000);
/// ICE that never found anything gives up, milliseconds.
const HOPELESS: (u64, u64) = (12_000, 30_000);
/// After this a path is of no use once one end is closed, milliseconds; the news of it were faster.
const CLOSING: u64 = 2_000;

impl World {
    /// If this connection and the one it was described to know each other, they connect in a moment.
    pub fn try_connecting(&mut self, which: usize) {
        let peering = &mut self.peerings[which];
        let described = peering.remote.is_some() && peering.local.is_some() && peering.signaling == Signaling::Stable;
        if peering.closed || !described {
            return;
        }
        if !std::mem::replace(&mut peering.dialling, true) {
            let gives_up = self.rng.between(HOPELESS.0, HOPELESS.1);
            self.after(0, move |world| world.news(which, ConnectionEvent::State(ConnectionState::Connecting)));
            self.after(gives_up, move |world| {
                if world.peerings[which].tunnel.is_none() {
                    world.state(which, ConnectionState::Failed);
                }
            });
        }
        if self.counterpart(which).is_some() {
            let delay = self.rng.latency(self.weather.ice);
            self.after(delay, move |world| world.connect(which));
        }
    }

    /// The connection at the other end, if each side's remote description is the other's local one, both have candidates,
    /// and packets pass.
    fn counterpart(&self, which: usize) -> Option<usize> {
        let own = &self.peerings[which];
        let other = *self.by_ufrag.get(&own.remote.as_ref()?.ufrag)?;
        let theirs = &self.peerings[other];
        let known = own.remote == theirs.local && theirs.remote == own.local;
        let settled = own.signaling == Signaling::Stable && theirs.signaling == Signaling::Stable;
        let candidates =
            [own, theirs].iter().all(|p| p.remote.as_ref().is_some_and(|r| p.candidates.contains(&r.ufrag)));
        let alive = !own.closed && !theirs.closed && self.pages[theirs.page].life == Life::Running;
        let reachable = self.reachable(self.pages[own.page].person, self.pages[theirs.page].person);
        (known && settled && candidates && alive && reachable).then_some(other)
    }

    fn connect(&mut self, which: usize) {
        let Some(other) = self.counterpart(which) else { return };
        let ufrag =
            |which: usize| self.peerings[which].local.as_ref().map(|local| local.ufrag.clone()).unwrap_or_default();
        match self.peerings[which].tunnel {
            Some((tunnel, _)) => {
                // An ICE restart: the path of the old generation does not matter any more.
                let ufrags = self.tunnels[tunnel].ends.map(ufrag);
                if self.tunnels[tunnel].ufrags != ufrags {
                    self.tunnels[tunnel].ufrags = ufrags;
                    self.tunnels[tunnel].severed = false;
                    self.relieve(tunnel);
                }
            }
            None => {
                self.note(|| format!("{} finds its other end", self.name(which)));
                let (tunnel, ends) = (self.tunnels.len(), [which, other]);
                let ufrags = ends.map(ufrag);
                self.tunnels.push(Tunnel {
                    ends,
                    ufrags,
                    severed: false,
                    held: Default::default(),
                    wires: Default::default(),
                    trouble: 0,
                    troubled: false,
                });
                for (end, which) in ends.into_iter().enumerate() {
                    self.peerings[which].tunnel = Some((tunnel, end));
                    self.open_end(tunnel, end);
                }
            }
        }
    }

    fn open_end(&mut self, tunnel: usize, end: usize) {
        let which = self.tunnels[tunnel].ends[end];
        let delay = self.rng.below(30);
        self.after(delay, move |world| {
            world.state(which, ConnectionState::Connected);
            world.frames_may_flow(world.peerings[which].page);
        });
        let mut channels = CHANNELS;
        self.rng.shuffle(&mut channels);
        for channel in channels {
            let delay = self.rng.below(60);
            self.along(Lane::Channel { tunnel, to: end, channel: channel as u8 }, delay, move |world| {
                if !world.peerings[which].closed {
                    world.peerings[which].channels.insert(channel as u8);
                    world.news(which, ConnectionEvent::ChannelOpened(channel));
                }
            });
        }
    }

    /// Bytes into a data channel; dropped where it is not open.
    pub fn say(&mut self, which: usize, channel: Channel, bytes: Vec<u8>) {
        let peering = &self.peerings[which];
        let Some((tunnel, end)) = peering.tunnel.filter(|_| peering.channels.contains(&(channel as u8))) else {
            return;
        };
        let to = 1 - end;
        let delay = self.rng.latency(self.weather.path) + 1;
        if channel == Channel::Heartbeats {
            if !self.rng.chance(self.weather.heartbeats_lost) && self.passes(tunnel) && !self.beats_vanish(tunnel, to) {
                self.after(delay, move |world| world.hand_over(tunnel, to, channel, bytes));
            }
        } else if self.weather.bytes_per_ms > 0 {
            self.onto_wire(tunnel, to, channel, bytes);
        } else {
            let lane = Lane::Channel { tunnel, to, channel: channel as u8 };
            self.along(lane, delay, move |world| world.arrive(tunnel, to, channel, bytes));
        }
    }

    /// Bytes have come through to this end.
    pub fn arrive(&mut self, tunnel: usize, to: usize, channel: Channel, bytes: Vec<u8>) {
        let last_words = self.peerings[self.tunnels[tunnel].ends[1 - to]].closed;
        if last_words && self.rng.chance(self.weather.last_words_lost) {
            return;
        }
        if self.passes(tunnel) && self.tunnels[tunnel].held[to].is_empty() {
            self.hand_over(tunnel, to, channel, bytes);
        } else if !last_words {
            self.tunnels[tunnel].held[to].push_back((channel, bytes));
        }
    }

    fn hand_over(&mut self, tunnel: usize, to: usize, channel: Channel, bytes: Vec<u8>) {
        let which = self.tunnels[tunnel].ends[to];
        let peering = &mut self.peerings[which];
        if peering.channels.contains(&(channel as u8)) {
            peering.messages += u32::from(channel == Channel::Messages);
            self.news(which, ConnectionEvent::ChannelSaid(channel, bytes));
        }
    }

    /// Whether packets pass at this moment.
    pub fn passes(&self, tunnel: usize) -> bool {
        let person = |which: usize| self.pages[self.peerings[which].page].person;
        let [a, b] = self.tunnels[tunnel].ends.map(person);
        !self.tunnels[tunnel].severed && self.reachable(a, b)
    }

    /// Whether this direction swallows heartbeats, though everything else passes.
    fn beats_vanish(&self, tunnel: usize, to: usize) -> bool {
        let [from, to] = [1 - to, to].map(|end| self.pages[self.peerings[self.tunnels[tunnel].ends[end]].page].person);
        self.swallows.contains(&(from, to))
    }

    /// One end is gone: the other's channels close soon, if the news get through; its state follows seconds later.
    pub fn close_end(&mut self, which: usize) {
        self.peerings[which].channels.clear();
        let Some((tunnel, end)) = self.peerings[which].tunnel else { return };
        let other = self.tunnels[tunnel].ends[1 - end];
        for channel in CHANNELS {
            let delay = self.rng.latency(self.weather.path) + self.rng.between(5, 60);
            let lane = Lane::Channel { tunnel, to: 1 - end, channel: channel as u8 };
            self.along(lane, delay, move |world| {
                if world.passes(tunnel) && world.peerings[other].channels.remove(&(channel as u8)) {
                    world.news(other, ConnectionEvent::ChannelClosed(channel));
                }
            });
        }
        self.after(CLOSING, move |world| world.break_path(tunnel));
    }

    /// The path of this ICE generation is gone for good.
    pub fn break_path(&mut self, tunnel: usize) {
        self.tunnels[tunnel].severed = true;
        self.trouble(tunnel);
    }

    /// Packets have stopped: states change after a while if it stays so.
    pub fn trouble(&mut self, tunnel: usize) {
        if std::mem::replace(&mut self.tunnels[tunnel].troubled, true) {
            return;
        }
        let current = self.tunnels[tunnel].trouble;
        for which in self.tunnels[tunnel].ends {
            let disconnected = self.rng.between(DISCONNECTED.0, DISCONNECTED.1);
            let failed = disconnected + self.rng.between(FAILED.0, FAILED.1);
            for (after, state) in [(disconnected, ConnectionState::Disconnected), (failed, ConnectionState::Failed)] {
                self.after(after, move |world| {
                    if world.tunnels[tunnel].trouble == current {
                        world.tunnels[tunnel].severed |= state == ConnectionState::Failed;
                        world.state(which, state);
                    }
                });
            }
        }
    }

    /// Packets pass again: what was held back arrives, states recover.
    pub fn relieve(&mut self, tunnel: usize) {
        if !self.tunnels[tunnel].troubled || !self.passes(tunnel) {
            return;
        }
        self.tunnels[tunnel].trouble += 1;
        self.tunnels[tunnel].troubled = false;
        for (to, which) in self.tunnels[tunnel].ends.into_iter().enumerate() {
            let delay = self.rng.between(20, 600);
            self.after(delay, move |world| {
                while world.passes(tunnel)
                    && let Some((channel, bytes)) = world.tunnels[tunnel].held[to].pop_front()
                {
                    world.hand_over(tunnel, to, channel, bytes);
                }
                if world.passes(tunnel) {
                    world.state(which, ConnectionState::Connected);
                    world.frames_may_flow(world.peerings[which].page);
                }
            });
        }
    }

    fn state(&mut self, which: usize, state: ConnectionState) {
        let peering = &mut self.peerings[which];
        if !peering.closed && peering.state != state {
            peering.state = state;
            self.news(which, ConnectionEvent::State(state));
        }
    }

    /// Whether `to` would hear (or see) something of `from` right now.
    pub fn receives(&self, to: usize, from: usize, source: Source) -> bool {
        self.pages[to].peerings.values().any(|own| {
            let own = &self.peerings[*own];
            own.revealed
                && !own.closed
                && match source {
                    Source::Camera | Source::Screen => true,
                    Source::Microphone => own.heard && own.played[0],
                    Source::ScreenSound => own.heard && own.played[1],
                }
                && own.tunnel.is_some_and(|(tunnel, end)| {
                    let other = self.tunnels[tunnel].ends[1 - end];
                    self.peerings[other].page == from && self.flows(tunnel, 1 - end, source)
                })
        })
    }

    /// Whether a moving picture comes over this connection of a page, and may be seen.
    pub fn plays(&self, page: usize, id: ConnectionId) -> bool {
        let own = self.pages[page].peerings.get(&id).map(|which| &self.peerings[*which]);
        let own = own.filter(|own| own.revealed && !own.closed);
        own.and_then(|own| own.tunnel).is_some_and(|(tunnel, end)| self.flows(tunnel, 1 - end, Source::Camera))
    }

    /// Something other than silence or black leaves this end and arrives at the other.
    pub fn flows(&self, tunnel: usize, end: usize, source: Source) -> bool {
        if source == Source::Microphone && self.voiceless.contains(&(tunnel, end)) {
            return false;
        }
        let sender = &self.peerings[self.tunnels[tunnel].ends[end]];
        let out = self.on_air(sender.page, source) && sender.sends(source) && sender.active(source);
        out && !sender.closed && self.passes(tunnel)
    }

    /// Something has changed at this page: where a first frame is waited for and a picture flows, it is decoded.
    pub fn frames_may_flow(&mut self, changed: usize) {
        for tunnel in 0..self.tunnels.len() {
            let ends = self.tunnels[tunnel].ends;
            if ends.iter().all(|which| self.peerings[*which].page != changed) {
                continue;
            }
            for end in [0, 1] {
                let which = ends[1 - end];
                for source in [Source::Camera, Source::Screen] {
                    if self.peerings[which].watching.contains(&source) && self.flows(tunnel, end, source) {
                        self.peerings[which].watching.remove(&source);
                        let delay = self.rng.between(30, 200);
                        self.after(delay, move |world| world.news(which, ConnectionEvent::FrameDecoded(source)));
                    }
                }
            }
        }
    }
}
