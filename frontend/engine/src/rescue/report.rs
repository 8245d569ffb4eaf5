//! The text for whoever helps: what failed, in which browser, on what kind of network.
//!
//! Invariant: no link, no fragment, no name and no label of a device gets in here. It is in English, since whoever helps may
//! pass it on.

use crate::api::event::Abilities;
use crate::api::rescue::{App, Browser, Examination, Permission, Probe};
use crate::rescue::{app, browser};

/// Longer user agents are cut, characters: nothing behind that helps anybody.
const AGENT_CHARACTERS: usize = 300;

/// All that is known.
pub struct Report<'a> {
    /// What is wrong, one sentence each.
    pub troubles: &'a [String],
    /// `location.origin`; the path of the page is always `/`.
    pub origin: &'a str,
    /// `navigator.userAgent`
    pub agent: &'a str,
    /// What that says.
    pub browser: Browser,
    /// Which app is around it.
    pub app: Option<App>,
    /// What it can do.
    pub abilities: Abilities,
    /// What was found out when something failed.
    pub examination: Option<&'a Examination>,
    /// How signaling stands.
    pub server: &'static str,
}

/// Writes it.
pub fn write(report: &Report<'_>) -> String {
    let Report { troubles, origin, agent, browser, app, abilities, examination, server } = report;
    let mut text = String::new();
    let mut line = |label: &str, parts: &[&str]| {
        text.push_str(label);
        text.push_str(": ");
        parts.iter().for_each(|part| text.push_str(part));
        text.push('\n');
    };
    line("Plenum", &[env!("CARGO_PKG_VERSION")]);
    if troubles.is_empty() {
        line("Trouble", &["none that the page knows of"]);
    }
    for trouble in *troubles {
        line("Trouble", &[trouble]);
    }
    let version = browser.version.to_string();
    line("Browser", &[browser::name(*browser), " ", &version, ", ", browser::system_name(browser.system)]);
    // Nothing of a link is in it, and no line of it becomes one of ours.
    let agent: String = agent.chars().filter(|c| !c.is_control()).take(AGENT_CHARACTERS).collect();
    line("User agent", &[&agent]);
    if let Some(app) = app {
        line("Inside an app", &[app::name(*app).unwrap_or("one that does not tell its name")]);
    }
    // Whatever comes behind the origin may be a secret.
    line("Page", &[origin.split('#').next().unwrap_or_default(), "/"]);
    line("Encrypted", &[yes(abilities.secure)]);
    line("WebRTC", &[yes(abilities.webrtc)]);
    line("Server", &[server]);
    let Some(Examination { permissions, devices, online, network, probe }) = examination else { return text };
    let [microphone, camera] = permissions.map(allowed);
    line("Allowed", &["microphone ", microphone, ", camera ", camera]);
    let [microphones, cameras, speakers] = devices.map(|count| count.to_string());
    line("Devices", &["microphones ", &microphones, ", cameras ", &cameras, ", loudspeakers ", &speakers]);
    let network = if network.is_empty() { "kind unknown" } else { network };
    line("Network", &[if *online { "online, " } else { "offline, " }, network]);
    match *probe {
        Probe::NotAsked => {}
        Probe::Nothing => line("Asked anew", &["no answer"]),
        Probe::Answer { status, redirect, html } => {
            let kind = if redirect { ", leads elsewhere" } else { "" };
            line("Asked anew", &["answer ", &status.to_string(), kind, if html { ", a web page" } else { "" }]);
        }
    }
    text
}

fn yes(is: bool) -> &'static str {
    if is { "yes" } else { "no" }
}

fn allowed(permission: Permission) -> &'static str {
    match permission {
        Permission::Granted => "granted",
        Permission::Prompt => "not asked yet",
        Permission::Denied => "denied",
        Permission::Unknown => "unknown",
    }
}
