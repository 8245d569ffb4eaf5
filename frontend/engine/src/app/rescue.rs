//! What is known of what keeps somebody out: the browser, the names of exceptions, and what was found out.

use crate::api::context::Context;
use crate::api::effect::Effect;
use crate::api::event::DeviceKind;
use crate::api::rescue::{Agent, App, Browser, Examination};
use crate::base::ids::OpId;
use crate::rescue::network::{self, Network};
use crate::rescue::{app, browser};
use std::sync::Arc;

/// What makes it worth finding out more; each once, for as long as it is so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Suspicion {
    /// Microphone, camera.
    pub devices: [bool; 2],
    /// Our server cannot be reached, or sends something else.
    pub unreached: bool,
    /// Somebody cannot be connected to.
    pub cut_off: bool,
    /// The browser, or what is around it.
    pub browser: bool,
}

/// What is known.
#[derive(Default)]
pub struct Rescue {
    /// As it calls itself.
    pub agent: Agent,
    /// What that means.
    pub browser: Browser,
    /// Which app is around the page.
    pub app: Option<App>,
    /// What was found out last.
    pub found: Option<Examination>,
    /// The text for whoever helps, if the clipboard would not take it.
    pub kept: Option<Arc<str>>,
    /// Names of the exceptions with which microphone and camera were refused last.
    refused: [Option<String>; 2],
    suspicion: Suspicion,
    asked: Option<OpId>,
    written: Arc<str>,
}

impl Rescue {
    /// Of this browser.
    pub fn new(agent: Agent) -> Rescue {
        Rescue { browser: browser::read(&agent), app: app::read(&agent), agent, ..Rescue::default() }
    }

    /// Follows what is suspected, and finds out more when that grows.
    pub fn follow(&mut self, now: Suspicion, cx: &mut Context) {
        let before = std::mem::replace(&mut self.suspicion, now);
        let grown = |before: bool, now: bool| now && !before;
        let devices = before.devices.into_iter().zip(now.devices).any(|(before, now)| grown(before, now));
        let unreached = grown(before.unreached, now.unreached);
        if devices || unreached || grown(before.cut_off, now.cut_off) || grown(before.browser, now.browser) {
            let op = cx.op();
            self.asked = Some(op);
            cx.effect(Effect::Examine { op, probe: now.unreached });
        }
    }

    /// The network is another one: what was found out may be over.
    pub fn look_again(&mut self) {
        self.suspicion.unreached = false;
        self.found = None;
    }

    /// It was found out.
    pub fn examined(&mut self, op: OpId, found: Examination) {
        if self.asked.take_if(|asked| *asked == op).is_some() {
            self.found = Some(found);
        }
    }

    /// It could not be found out; false if nobody waits for this promise.
    pub fn failed(&mut self, op: OpId) -> bool {
        self.asked.take_if(|asked| *asked == op).is_some()
    }

    /// What answers in the place of our server, while it is suspected.
    pub fn network(&self) -> Network {
        match &self.found {
            Some(found) if self.suspicion.unreached => network::read(found),
            Some(_) | None => Network::Unsuspected,
        }
    }

    /// A device was refused.
    pub fn refused(&mut self, device: DeviceKind, name: String) {
        match device {
            DeviceKind::Microphone => self.refused[0] = Some(name),
            DeviceKind::Camera => self.refused[1] = Some(name),
            DeviceKind::Speaker => {}
        }
    }

    /// With which exceptions microphone and camera were refused last.
    pub fn exceptions(&self) -> [&str; 2] {
        [0, 1].map(|device: usize| self.refused[device].as_deref().unwrap_or("no exception"))
    }

    /// The text that is on its way into the clipboard.
    pub fn write(&mut self, text: String) -> String {
        (self.kept, self.written) = (None, text.as_str().into());
        text
    }

    /// The clipboard would not take it.
    pub fn keep(&mut self) {
        self.kept = Some(self.written.clone());
    }
}
