//! Browsers inside other apps: which app shows the page, by what it adds to the user agent.

use crate::api::rescue::{Agent, App, Browser, System};
use crate::rescue::browser;

/// What apps add, the more special first: Messenger and Instagram say "FBAN" or "FBAV" as well.
const SIGNS: [(&str, App); 30] = [
    ("Instagram", App::Instagram),
    ("Barcelona", App::Threads),
    ("MessengerForiOS", App::Messenger),
    ("MessengerLiteForiOS", App::Messenger),
    ("FB_IAB/Orca", App::Messenger),
    ("FB_IAB/MESSENGER", App::Messenger),
    ("com.facebook.orca", App::Messenger),
    ("FBAN", App::Facebook),
    ("FBAV", App::Facebook),
    ("FB_IAB", App::Facebook),
    ("WhatsApp", App::WhatsApp),
    ("Telegram", App::Telegram),
    ("MicroMessenger", App::WeChat),
    (" Line/", App::Line),
    ("LinkedInApp", App::LinkedIn),
    ("musical_ly", App::TikTok),
    ("BytedanceWebview", App::TikTok),
    ("TikTok", App::TikTok),
    ("trill_", App::TikTok),
    ("Snapchat", App::Snapchat),
    ("Twitter for", App::X),
    ("TwitterAndroid", App::X),
    ("[Pinterest/", App::Pinterest),
    ("Pinterest for", App::Pinterest),
    ("GMail/", App::Gmail),
    ("Gmail/", App::Gmail),
    ("GSA/", App::Google),
    // Android's web view, in any app.
    ("; wv)", App::Unnamed),
    ("WebView", App::Unnamed),
    ("Slack/", App::Unnamed),
];

/// Which app, if it is one.
pub fn read(agent: &Agent) -> Option<App> {
    let text = agent.user_agent.as_str();
    if let Some((_, app)) = SIGNS.iter().find(|(sign, _)| text.contains(sign)) {
        return Some(*app);
    }
    if agent.telegram {
        return Some(App::Telegram);
    }
    // Every browser on iPhones says "Safari/"; what shows pages in an app does not, nor does what starts from the home screen.
    let Browser { system, .. } = browser::read(agent);
    let web_view = system == System::Ios && text.contains("AppleWebKit/") && !text.contains("Safari/");
    (web_view && !agent.standalone).then_some(App::Unnamed)
}

/// What it is called; nothing if it does not tell.
pub fn name(app: App) -> Option<&'static str> {
    Some(match app {
        App::Facebook => "Facebook",
        App::Messenger => "Messenger",
        App::Instagram => "Instagram",
        App::Threads => "Threads",
        App::WhatsApp => "WhatsApp",
        App::Telegram => "Telegram",
        App::WeChat => "WeChat",
        App::Line => "LINE",
        App::LinkedIn => "LinkedIn",
        App::TikTok => "TikTok",
        App::Snapchat => "Snapchat",
        App::X => "X",
        App::Pinterest => "Pinterest",
        App::Google => "Google",
        App::Gmail => "Gmail",
        App::Unnamed => return None,
    })
}
