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
    pub examination: Option<Examination>,
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

    /// The network is another one: what was found out about the last one is over. Devices and permissions are what they were.
    pub fn look_again(&mut self) {
        self.suspicion.unreached = false;
        if let Some(examination) = &mut self.examination {
            let (permissions, devices) = (examination.permissions, examination.devices);
            *examination = Examination { permissions, devices, online: true, ..Examination::default() };
        }
    }

    /// It was found out.
    pub fn examined(&mut self, op: OpId, examination: Examination) {
        if self.asked.take_if(|asked| *asked == op).is_some() {
            self.examination = Some(examination);
        }
    }

    /// It could not be found out; false if nobody waits for this promise.
    pub fn failed(&mut self, op: OpId) -> bool {
        self.asked.take_if(|asked| *asked == op).is_some()
    }

    /// What answers in the place of our server, while it is suspected.
    pub fn network(&self) -> Network {
        match &self.examination {
            Some(examination) if self.suspicion.unreached => network::read(examination),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::rescue::{Permission, Probe};
    use crate::base::rng::Rng;
    use crate::base::time::Time;

    #[test]
    fn another_network_changes_nothing_of_devices_and_permissions() {
        let (mut rng, mut ops) = (Rng::new([0; 32]), 0);
        let mut cx = Context::new(Time(0), &mut rng, &mut ops);
        let mut rescue = Rescue::default();
        rescue.follow(Suspicion { unreached: true, ..Suspicion::default() }, &mut cx);
        let Some(Effect::Examine { op, .. }) = cx.effects.pop() else { panic!("it is looked into") };
        let (permissions, devices) = ([Permission::Denied, Permission::Granted], [2, 1, 0]);
        let probe = Probe::Answer { status: 511, redirect: false, html: true };
        let found = Examination { permissions, devices, online: true, network: "wifi".into(), probe };
        rescue.examined(op, found);
        assert_eq!(rescue.network(), Network::LoginPage);
        rescue.look_again();
        rescue.suspicion.unreached = true;
        assert_eq!(rescue.network(), Network::Unsuspected);
        let left = rescue.examination.expect("not all of it is over");
        assert_eq!((left.permissions, left.devices, left.network.as_str()), (permissions, devices, ""));
    }
}
