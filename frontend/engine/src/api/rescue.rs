//! Facts that tell apart what keeps somebody out: the browser, what it allows, and what answers in the place of our server.

/// What the page knows of its browser when it starts. Browsers lie about themselves; nothing but advice depends on it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Agent {
    /// `navigator.userAgent`
    pub user_agent: String,
    /// `navigator.maxTouchPoints` is above 1: an iPad that says it is a Mac.
    pub touch: bool,
    /// Started from the home screen, in a window of its own.
    pub standalone: bool,
    /// Telegram's own object is there; on Android nothing else tells of it.
    pub telegram: bool,
}

/// Whose browser, as far as what is to be pressed differs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Family {
    /// Chrome, Chromium, and whoever says no more than that.
    Chrome,
    /// Microsoft Edge.
    Edge,
    /// Samsung Internet.
    Samsung,
    /// Opera.
    Opera,
    /// Firefox, and those made of it: LibreWolf, Tor Browser and Mullvad Browser call themselves the same.
    Firefox,
    /// Safari.
    Safari,
    /// Nothing we know.
    #[default]
    Other,
}

/// Which operating system.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum System {
    /// iPhone or iPad, where every browser is made of Safari's parts.
    Ios,
    /// Android.
    Android,
    /// A Mac.
    Mac,
    /// Windows.
    Windows,
    /// Linux, ChromeOS, anything else.
    #[default]
    Other,
}

/// A browser.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Browser {
    /// Whose.
    pub family: Family,
    /// Its major version; 0 if it does not tell.
    pub version: u16,
    /// On which system.
    pub system: System,
}

/// The app that shows the page, if it is not a browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum App {
    Facebook,
    Messenger,
    Instagram,
    Threads,
    WhatsApp,
    Telegram,
    WeChat,
    Line,
    LinkedIn,
    TikTok,
    Snapchat,
    X,
    Pinterest,
    Google,
    Gmail,
    /// One that does not tell its name.
    Unnamed,
}

/// What a browser says of a permission (W3C Permissions).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Permission {
    /// `granted`
    Granted,
    /// `prompt`
    Prompt,
    /// `denied`
    Denied,
    /// It does not tell.
    #[default]
    Unknown,
}

/// What came when a small file of our server was asked for anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Probe {
    /// It was not asked for.
    #[default]
    NotAsked,
    /// Nothing.
    Nothing,
    /// An answer.
    Answer {
        /// Its status; 0 for a redirect, which browsers keep to themselves.
        status: u16,
        /// It leads somewhere else.
        redirect: bool,
        /// It is a page, though what was asked for is none.
        html: bool,
    },
}

/// What was found out when something failed (`Effect::Examine`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Examination {
    /// Of microphone and camera.
    pub permissions: [Permission; 2],
    /// How many microphones, cameras and loudspeakers `enumerateDevices` lists.
    pub devices: [u16; 3],
    /// `navigator.onLine`
    pub online: bool,
    /// `navigator.connection`: type and estimate, such as `wifi` or `4g`; empty where the browser does not tell.
    pub network: String,
    /// Whether our server answers.
    pub probe: Probe,
}
