//! The preflight: what the lobby finds out by itself, from what devices and network tell, and the one sentence that comes of it.
//!
//! It asks for nothing, opens no device, and holds nobody up: whoever joins ends it.

use crate::api::context::Context;
use crate::api::effect::Effect;
use crate::api::probe::{NetworkInformation, ProbeNews};
use crate::api::view::{DeviceState, Devices, Line, Preflight};
use crate::base::time::{Time, soonest};
use plenum_shared::message::IceServer;
use std::sync::Arc;

/// Something else is told only once it has been so for so long, milliseconds: nobody reads a sentence that flickers.
pub const HOLDS_MS: u64 = 1_500;
/// The probe begins so long after the server has answered, milliseconds: whoever joins at once needs the network for that.
pub const PROBE_AFTER_MS: u64 = 1_000;
/// What has not come within so long, milliseconds, is not waited for.
pub const PROBE_MS: u64 = 5_000;
/// Below this, kilobits per second, there is room for sound and not for pictures: Opus itself goes down there.
const SOUND_ONLY_KBPS: u32 = 300;
/// Below this, kilobits per second, pictures are small: where every uplink begins.
const SMALL_KBPS: u32 = 1_000;
/// Round trips so long, milliseconds, are those of a line that is full or very far: pictures would come late, or hardly at all.
const SMALL_MS: u64 = 500;
const SOUND_ONLY_MS: u64 = 1_500;

/// What is known of the line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LineFacts {
    /// How long the signaling server takes to answer, milliseconds.
    pub round_trip: Option<u64>,
    /// What the browser believes.
    pub network: NetworkInformation,
    /// The probe found no way through.
    pub blocked: bool,
}

/// What is known of the devices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DeviceFacts {
    /// The microphone.
    pub microphone: DeviceState,
    /// It has moved since it is on.
    pub moved: bool,
    /// It is on and brings nothing at all.
    pub silent: bool,
    /// The camera.
    pub camera: DeviceState,
    /// The test tone, or what was recorded, could not be played.
    pub mute: bool,
}

/// What comes of it.
pub fn judge(devices: DeviceFacts, line: LineFacts) -> Preflight {
    let DeviceFacts { microphone, moved, silent, camera, mute } = devices;
    let devices = match (microphone, camera) {
        (DeviceState::Trouble(_), DeviceState::On) => Devices::SeenNotHeard,
        (DeviceState::Trouble(_), _) => Devices::NotHeard,
        (DeviceState::On, _) if silent => Devices::Silent,
        (DeviceState::On, _) if !moved => Devices::Unknown,
        (DeviceState::On, _) if mute => Devices::NoSound,
        (DeviceState::On, DeviceState::On) => Devices::HeardAndSeen,
        (DeviceState::On, DeviceState::Trouble(_)) => Devices::HeardNotSeen,
        (DeviceState::On, DeviceState::Off | DeviceState::Opening) => Devices::Heard,
        (DeviceState::Off | DeviceState::Opening, _) if mute => Devices::NoSound,
        (DeviceState::Off | DeviceState::Opening, _) => Devices::Unknown,
    };
    Preflight { devices, line: carries(line) }
}

fn carries(line: LineFacts) -> Line {
    let LineFacts { round_trip, network, blocked } = line;
    let round_trip = round_trip.or(network.round_trip.map(u64::from)).unwrap_or_default();
    let downlink = network.downlink.unwrap_or(u32::MAX);
    if blocked {
        Line::Blocked
    } else if downlink < SOUND_ONLY_KBPS || round_trip >= SOUND_ONLY_MS {
        Line::SoundOnly
    } else if downlink < SMALL_KBPS || round_trip >= SMALL_MS {
        Line::Small
    } else {
        Line::Fine
    }
}

/// Which ICE servers the probe goes over, and what it has found.
#[derive(Default)]
struct Probe {
    /// How often it has begun. What an older run found says nothing of the network of now.
    run: u32,
    step: Step,
    relays: bool,
    reflexive: bool,
    relayed: bool,
    unanswered: bool,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Step {
    #[default]
    Unasked,
    Due(Time),
    Running(Time),
    Over,
}

impl Probe {
    /// There is no way through. Where no relay is named, silence alone proves nothing: a browser with a public address finds no
    /// candidate beside it.
    fn blocked(&self) -> bool {
        self.step == Step::Over && !self.reflexive && !self.relayed && (self.relays || self.unanswered)
    }

    fn hear(&mut self, run: u32, news: ProbeNews, cx: &mut Context) {
        if run != self.run || !matches!(self.step, Step::Running(_)) {
            return;
        }
        match news {
            ProbeNews::Reflexive => self.reflexive = true,
            ProbeNews::Relayed => self.relayed = true,
            ProbeNews::Unanswered => self.unanswered = true,
            ProbeNews::Complete => {}
        }
        // More would change nothing.
        if news == ProbeNews::Complete || self.relayed || self.reflexive {
            self.end(Step::Over, cx);
        }
    }

    fn follow(&mut self, ice_servers: Option<&Arc<[IceServer]>>, cx: &mut Context) {
        let servers = ice_servers.filter(|servers| !servers.is_empty());
        match (self.step, servers) {
            (Step::Unasked, Some(_)) => self.step = Step::Due(cx.now + PROBE_AFTER_MS),
            (Step::Due(at), Some(servers)) if at <= cx.now => {
                let relay = |url: &String| url.get(..4).is_some_and(|scheme| scheme.eq_ignore_ascii_case("turn"));
                let relays = servers.iter().any(|server| server.urls.iter().any(relay));
                let (run, step) = (self.run.wrapping_add(1), Step::Running(cx.now + PROBE_MS));
                *self = Probe { run, step, relays, ..Probe::default() };
                cx.effect(Effect::Probe { run, ice_servers: Some(servers.clone()) });
            }
            (Step::Running(until), Some(_)) if until <= cx.now => self.end(Step::Over, cx),
            // Whoever joins, leaves, or wants to save data ends it, and nothing is known.
            (Step::Due(_) | Step::Running(_), None) => self.end(Step::Unasked, cx),
            (Step::Unasked | Step::Over, None) | (Step::Due(_) | Step::Running(_) | Step::Over, Some(_)) => {}
        }
    }

    fn end(&mut self, step: Step, cx: &mut Context) {
        if matches!(self.step, Step::Running(_)) {
            cx.effect(Effect::Probe { run: self.run, ice_servers: None });
        }
        self.step = step;
    }

    fn deadline(&self) -> Option<Time> {
        match self.step {
            Step::Due(at) | Step::Running(at) => Some(at),
            Step::Unasked | Step::Over => None,
        }
    }
}

/// The preflight of one page.
#[derive(Default)]
pub struct Preflights {
    moved: bool,
    probe: Probe,
    shown: Preflight,
    /// What else has been so since then.
    next: Option<(Preflight, Time)>,
}

impl Preflights {
    /// Our microphone is so loud, and on.
    pub fn moves(&mut self) {
        self.moved = true;
    }

    /// Whether it has moved since it is on.
    pub fn moved(&mut self, microphone: DeviceState) -> bool {
        self.moved &= microphone == DeviceState::On;
        self.moved
    }

    /// News of a run of the probe.
    pub fn probed(&mut self, run: u32, news: ProbeNews, cx: &mut Context) {
        self.probe.hear(run, news, cx);
    }

    /// The network is another one: nothing is known of it, and it is probed anew.
    pub fn network_changed(&mut self, cx: &mut Context) {
        self.probe.end(Step::Unasked, cx);
    }

    /// Has the probe begin or end: it goes over these servers, in a lobby only; nothing where none is wanted.
    pub fn probe(&mut self, ice_servers: Option<&Arc<[IceServer]>>, cx: &mut Context) -> bool {
        self.probe.follow(ice_servers, cx);
        self.probe.blocked()
    }

    /// Follows what is so now; outside a lobby nothing is told.
    pub fn follow(&mut self, found: Option<Preflight>, now: Time) {
        let Some(found) = found else {
            (self.shown, self.next) = (Preflight::default(), None);
            return;
        };
        self.next = match self.next {
            _ if found == self.shown => None,
            Some((next, since)) if next == found => Some((next, since)),
            _ => Some((found, now)),
        };
        if let Some((next, _)) = self.next.take_if(|(_, since)| now.since(*since) >= HOLDS_MS) {
            self.shown = next;
        }
    }

    /// What is told.
    pub fn view(&self) -> Preflight {
        self.shown
    }

    /// When something is due.
    pub fn deadline(&self) -> Option<Time> {
        soonest(self.next.map(|(_, since)| since + HOLDS_MS), self.probe.deadline())
    }
}

#[cfg(test)]
mod tests;
