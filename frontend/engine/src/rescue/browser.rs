//! Which browser, by its `User-Agent` (RFC 9110 §10.1.5) and by what it cannot hide.

use crate::api::rescue::{Agent, Browser, Family, System};

/// Tokens with a version behind them, the more special first: all of them say "Chrome" or "Safari" as well.
const TOKENS: [(&str, Family); 14] = [
    ("EdgA/", Family::Edge),
    ("EdgiOS/", Family::Edge),
    ("Edg/", Family::Edge),
    ("SamsungBrowser/", Family::Samsung),
    ("OPR/", Family::Opera),
    ("OPT/", Family::Opera),
    ("OPX/", Family::Opera),
    ("FxiOS/", Family::Firefox),
    ("Firefox/", Family::Firefox),
    ("CriOS/", Family::Chrome),
    ("HeadlessChrome/", Family::Chrome),
    ("Chromium/", Family::Chrome),
    ("Chrome/", Family::Chrome),
    ("Version/", Family::Safari),
];

/// Reads it.
pub fn read(agent: &Agent) -> Browser {
    let text = agent.user_agent.as_str();
    let found = TOKENS.iter().find_map(|(token, family)| Some((*family, version(text, token)?)));
    // "Version/" is what Safari says, and Android's old browser too.
    let (family, version) = match found {
        Some((Family::Safari, version)) if text.contains("Safari/") && !text.contains("Android") => {
            (Family::Safari, version)
        }
        Some((Family::Safari, version)) => (Family::Other, version),
        Some(found) => found,
        None => (Family::Other, 0),
    };
    Browser { family, version, system: system(text, agent.touch) }
}

/// The whole number behind a token.
fn version(text: &str, token: &str) -> Option<u16> {
    let (_, rest) = text.split_once(token)?;
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    Some(rest[..end].parse().unwrap_or(0))
}

fn system(text: &str, touch: bool) -> System {
    let mac = text.contains("Macintosh");
    if text.contains("iPhone") || text.contains("iPad") || text.contains("iPod") || mac && touch {
        System::Ios
    } else if text.contains("Android") {
        System::Android
    } else if mac {
        System::Mac
    } else if text.contains("Windows") {
        System::Windows
    } else {
        System::Other
    }
}

/// What it is called.
pub fn name(browser: Browser) -> &'static str {
    match browser.family {
        Family::Chrome => "Chrome or Chromium",
        Family::Edge => "Edge",
        Family::Samsung => "Samsung Internet",
        Family::Opera => "Opera",
        Family::Firefox => "Firefox or one made of it",
        Family::Safari => "Safari",
        Family::Other => "unknown browser",
    }
}

/// What its system is called.
pub fn system_name(system: System) -> &'static str {
    match system {
        System::Ios => "iOS",
        System::Android => "Android",
        System::Mac => "macOS",
        System::Windows => "Windows",
        System::Other => "Linux or another system",
    }
}
