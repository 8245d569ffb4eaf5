//! What keeps somebody out is told apart by facts: user agents, names of exceptions, answers of the network; and what is
//! written down for whoever helps holds no secret.

use plenum_engine::api::effect::Effect;
use plenum_engine::api::event::{
    Abilities, Device, DeviceEvent, DeviceKind, Done, Event, Failure, PageEvent, SocketEvent, Start,
};
use plenum_engine::api::intent::{AppIntent, Intent, MediaIntent, Text};
use plenum_engine::api::rescue::{Agent, App, Browser, Examination, Family, Permission, Probe, System};
use plenum_engine::api::view::{DeviceTrouble, NoticeKind};
use plenum_engine::app::engine::Engine;
use plenum_engine::base::ids::{DeviceId, OpId};
use plenum_engine::base::time::Time;
use plenum_engine::rescue::advice::{self, Advice, Picture};
use plenum_engine::rescue::network::{self, Network};
use plenum_engine::rescue::{app, browser, capture};

fn agent(user_agent: &str) -> Agent {
    Agent { user_agent: user_agent.into(), ..Agent::default() }
}

const IPHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)";
const PIXEL: &str = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko)";
const WINDOWS: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)";
const MAC: &str = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)";

/// User agents as browsers send them: the first part, the rest, and what they are.
const BROWSERS: [(&str, &str, Family, u16, System); 19] = [
    (WINDOWS, " Chrome/126.0.0.0 Safari/537.36", Family::Chrome, 126, System::Windows),
    (WINDOWS, " Chrome/126.0.0.0 Safari/537.36 Edg/126.0.2592.81", Family::Edge, 126, System::Windows),
    (WINDOWS, " Chrome/124.0.0.0 Safari/537.36 OPR/110.0.0.0", Family::Opera, 110, System::Windows),
    ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101", " Firefox/128.0", Family::Firefox, 128, System::Other),
    // Tor Browser, Mullvad Browser and LibreWolf.
    ("Mozilla/5.0 (Windows NT 10.0; rv:128.0) Gecko/20100101", " Firefox/128.0", Family::Firefox, 128, System::Windows),
    (
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:128.0) Gecko/20100101",
        " Firefox/128.0",
        Family::Firefox,
        128,
        System::Mac,
    ),
    (MAC, " Version/17.5 Safari/605.1.15", Family::Safari, 17, System::Mac),
    (MAC, " Chrome/126.0.0.0 Safari/537.36", Family::Chrome, 126, System::Mac),
    (IPHONE, " Version/17.5 Mobile/15E148 Safari/604.1", Family::Safari, 17, System::Ios),
    (IPHONE, " CriOS/126.0.6478.54 Mobile/15E148 Safari/604.1", Family::Chrome, 126, System::Ios),
    (IPHONE, " FxiOS/127.2 Mobile/15E148 Safari/605.1.15", Family::Firefox, 127, System::Ios),
    (IPHONE, " Version/17.0 EdgiOS/125.0.2535.96 Mobile/15E148 Safari/605.1.15", Family::Edge, 125, System::Ios),
    (PIXEL, " Chrome/126.0.0.0 Mobile Safari/537.36", Family::Chrome, 126, System::Android),
    (PIXEL, " Chrome/126.0.0.0 Mobile Safari/537.36 EdgA/126.0.2592.56", Family::Edge, 126, System::Android),
    (PIXEL, " SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36", Family::Samsung, 25, System::Android),
    ("Mozilla/5.0 (Android 14; Mobile; rv:127.0) Gecko/127.0", " Firefox/127.0", Family::Firefox, 127, System::Android),
    (
        "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko)",
        " Chrome/126.0.0.0 Safari/537.36",
        Family::Chrome,
        126,
        System::Other,
    ),
    // Android's browser of 2013 calls itself Safari.
    (
        "Mozilla/5.0 (Linux; U; Android 4.3; de-de; GT-I9300) AppleWebKit/534.30",
        " Version/4.0 Mobile Safari/534.30",
        Family::Other,
        4,
        System::Android,
    ),
    ("curl/8.5.0", "", Family::Other, 0, System::Other),
];

#[test]
fn browsers_are_told_apart_by_their_user_agents() {
    for (first, rest, family, version, system) in BROWSERS {
        let read = browser::read(&agent(&[first, rest].concat()));
        assert_eq!(read, Browser { family, version, system }, "{first}{rest}");
        assert_eq!(app::read(&agent(&[first, rest].concat())), None, "{first}{rest}");
    }
    let ipad = Agent { touch: true, ..agent(&[MAC, " Version/17.5 Safari/605.1.15"].concat()) };
    assert_eq!(browser::read(&ipad).system, System::Ios, "iPads say that they are Macs");
}

/// What apps send, and which they are.
const APPS: [(&str, &str, App); 19] = [
    (IPHONE, " Mobile/15E148 [FBAN/FBIOS;FBAV/468.0.0.36.115;FBDV/iPhone14,5;FBLC/de_DE]", App::Facebook),
    (PIXEL, " Version/4.0 Chrome/126.0.0.0 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/468.0.0.37.76;]", App::Facebook),
    (IPHONE, " Mobile/15E148 [FBAN/MessengerForiOS;FBAV/461.0.0.32.110;]", App::Messenger),
    (PIXEL, " Version/4.0 Chrome/126.0.0.0 Mobile Safari/537.36 [FB_IAB/Orca-Android;FBAV/461.0;]", App::Messenger),
    (IPHONE, " Mobile/15E148 Instagram 336.0.8.27.92 (iPhone14,5; iOS 17_5; de_DE)", App::Instagram),
    (PIXEL, " Version/4.0 Chrome/126.0.0.0 Mobile Safari/537.36 Instagram 336.0.0.35.90 Android", App::Instagram),
    (IPHONE, " Mobile/15E148 Barcelona 337.0.0.32.112 (iPhone14,5; iOS 17_5)", App::Threads),
    (PIXEL, " Version/4.0 Chrome/126.0.0.0 Mobile Safari/537.36 WhatsApp/2.24.12.78 A", App::WhatsApp),
    (PIXEL, " Version/4.0 Chrome/126.0.0.0 Mobile Safari/537.36 Telegram-Android/11.3.3", App::Telegram),
    (IPHONE, " Mobile/15E148 MicroMessenger/8.0.49(0x1800312b) NetType/WIFI Language/zh_CN", App::WeChat),
    (IPHONE, " Mobile/15E148 Safari Line/14.9.0", App::Line),
    (IPHONE, " Mobile/15E148 [LinkedInApp]/9.29.5795", App::LinkedIn),
    (IPHONE, " Mobile/15E148 musical_ly_34.9.0 JsSdk/2.0 NetType/WIFI BytedanceWebview/d8a21c6", App::TikTok),
    (IPHONE, " Mobile/15E148 Snapchat/12.92.0.41 (like Safari/8617.2.4.10.8, panda)", App::Snapchat),
    (IPHONE, " Mobile/15E148 Twitter for iPhone/10.46", App::X),
    (IPHONE, " Mobile/15E148 [Pinterest/iOS]", App::Pinterest),
    (IPHONE, " GSA/322.0.642751894 Mobile/15E148 Safari/604.1", App::Google),
    // Gmail on an iPhone, as of many others: no more than that it is no browser.
    (IPHONE, " Mobile/15E148", App::Unnamed),
    (
        "Mozilla/5.0 (Linux; Android 14; Pixel 8 Build/UQ1A.240205.002; wv) AppleWebKit/537.36 (KHTML, like Gecko)",
        " Version/4.0 Chrome/126.0.6478.71 Mobile Safari/537.36",
        App::Unnamed,
    ),
];

#[test]
fn apps_around_the_page_are_told_apart() {
    for (first, rest, expected) in APPS {
        assert_eq!(app::read(&agent(&[first, rest].concat())), Some(expected), "{first}{rest}");
    }
    let chrome = [PIXEL, " Chrome/126.0.0.0 Mobile Safari/537.36"].concat();
    assert_eq!(app::read(&Agent { telegram: true, ..agent(&chrome) }), Some(App::Telegram));
    let home_screen = Agent { standalone: true, ..agent(&[IPHONE, " Mobile/15E148"].concat()) };
    assert_eq!(app::read(&home_screen), None, "what starts from the home screen is no app around the page");
}

#[test]
fn names_of_exceptions_say_what_is_wrong() {
    for (name, expected) in [
        ("NotAllowedError", Failure::Denied),
        ("SecurityError", Failure::Denied),
        ("PermissionDeniedError", Failure::Denied),
        ("NotFoundError", Failure::NotFound),
        ("OverconstrainedError", Failure::NotFound),
        ("NotReadableError", Failure::Busy),
        ("AbortError", Failure::Busy),
        ("TrackStartError", Failure::Busy),
        ("TypeError", Failure::Unsupported),
        ("NotSupportedError", Failure::Unsupported),
        ("InvalidStateError", Failure::Other),
        ("", Failure::Other),
    ] {
        assert_eq!(capture::failure(name), expected, "{name}");
    }
}

#[test]
fn who_said_no_is_told_apart() {
    let denied = |message, permission| capture::who_denied(message, true, permission);
    assert_eq!(denied("Permission denied by system", Permission::Prompt), Failure::System);
    assert_eq!(denied("The request is not allowed", Permission::Granted), Failure::System);
    assert_eq!(denied("Permission denied", Permission::Denied), Failure::Denied);
    assert_eq!(denied("Permission dismissed", Permission::Prompt), Failure::Denied);
    assert_eq!(denied("The request is not allowed", Permission::Unknown), Failure::Denied);
    assert_eq!(capture::who_denied("Permission denied", false, Permission::Denied), Failure::Embedded);
    for (state, expected) in [(Some("granted"), Permission::Granted), (Some("ask"), Permission::Unknown)] {
        assert_eq!(capture::permission(state), expected);
    }
}

#[test]
fn a_login_page_in_the_place_of_the_server_is_told_from_a_dead_line() {
    let read = |online, probe| network::read(&Examination { online, probe, ..Examination::default() });
    let answer = |status, redirect, html| Probe::Answer { status, redirect, html };
    for (online, probe, expected) in [
        (true, Probe::NotAsked, Network::Unsuspected),
        (true, answer(200, false, false), Network::Unsuspected),
        (true, answer(200, false, true), Network::LoginPage),
        (true, answer(0, true, false), Network::LoginPage),
        (true, answer(511, false, false), Network::LoginPage),
        // A proxy of ours whose server is away has a page for that.
        (true, answer(502, false, true), Network::Unsuspected),
        (true, answer(404, false, true), Network::Unsuspected),
        (true, Probe::Nothing, Network::Unreachable),
        (false, Probe::Nothing, Network::Offline),
    ] {
        assert_eq!(read(online, probe), expected, "{online} {probe:?}");
    }
}

#[test]
fn a_login_page_is_asked_for_without_tls_and_without_the_meeting() {
    let rest = network::LOGIN_ADDRESS.strip_prefix("http://").expect("without TLS");
    assert!(rest.ends_with('/') && !rest.contains(['?', '#']), "{rest}");
}

#[test]
fn this_very_device_is_told_from_hosts_that_are_named_like_it() {
    let local = |origin: &&str| network::is_loopback(network::host(origin));
    assert!(["http://localhost:8080", "http://a.localhost", "http://127.1.2.3:80", "http://[::1]"].iter().all(local));
    assert!(!["https://localhost.evil.example", "https://127.evil.example", "https://[::12]", ""].iter().any(local));
}

#[test]
fn each_browser_is_told_where_its_own_switch_is() {
    let denied = |first: &str, rest: &str| {
        let advice = advice::device(DeviceTrouble::Denied, browser::read(&agent(&[first, rest].concat())))?;
        Some((advice, advice::picture(advice, DeviceKind::Camera)))
    };
    let told = BROWSERS.map(|(first, rest, ..)| denied(first, rest));
    let chrome = Some((Advice::ChromeDesktop, Some(Picture::Sliders)));
    let firefox = Some((Advice::FirefoxDesktop, Some(Picture::StruckDevice(DeviceKind::Camera))));
    let phone = Some((Advice::ChromeAndroid, Some(Picture::PhoneTop)));
    let app = Some((Advice::AppIos, None));
    assert_eq!(told[..6], [chrome, chrome, chrome, firefox, firefox, firefox]);
    assert_eq!(told[6..8], [Some((Advice::SafariMac, Some(Picture::MenuBar))), chrome]);
    assert_eq!(told[8..12], [Some((Advice::SafariIos, Some(Picture::PhoneBottom))), app, app, app]);
    assert_eq!(told[12..16], [phone, phone, phone, Some((Advice::FirefoxAndroid, Some(Picture::PhoneTop)))]);
    assert_eq!(told[16..], [chrome, None, None]);
    let system = |system| advice::device(DeviceTrouble::System, Browser { system, ..Browser::default() });
    assert_eq!(
        [System::Mac, System::Windows, System::Android, System::Ios, System::Other].map(system),
        [Some(Advice::SystemMac), Some(Advice::SystemWindows), Some(Advice::SystemAndroid), Some(Advice::AppIos), None]
    );
}

#[test]
fn where_webrtc_is_missing_each_browser_is_told_what_may_have_switched_it_off() {
    let webrtc = |first: &str, rest: &str| advice::webrtc(browser::read(&agent(&[first, rest].concat())));
    let told = BROWSERS.map(|(first, rest, ..)| webrtc(first, rest));
    assert_eq!(told[0], Some(Advice::WebRtcChrome));
    assert_eq!(told[4], Some(Advice::WebRtcFirefox), "Tor Browser, Mullvad Browser and LibreWolf");
    assert_eq!([told[6], told[8], told[9]], [Some(Advice::WebRtcApple); 3], "all of them are Safari underneath");
    assert_eq!(told[18], None);
}

#[test]
fn each_app_is_told_its_way_out() {
    let on = |which, system| advice::app(which, Browser { system, ..Browser::default() });
    assert_eq!(on(App::Instagram, System::Ios), Some(Advice::AppMenu));
    assert_eq!(on(App::Instagram, System::Android), Some(Advice::AppMenu));
    assert_eq!(on(App::WhatsApp, System::Ios), Some(Advice::AppCompass));
    assert_eq!(on(App::WhatsApp, System::Android), Some(Advice::AppMenu));
    assert_eq!(on(App::Unnamed, System::Android), None);
    assert_eq!(advice::picture(Advice::AppMenu, DeviceKind::Camera), Some(Picture::PhoneDots));
}

/// A page, and what it asked for.
struct Page {
    engine: Engine,
    now: u64,
}

impl Page {
    fn start(abilities: Abilities, user_agent: &str) -> (Page, Vec<Effect>) {
        let mut page = Page { engine: Engine::whole([7; 32], Time(0)), now: 0 };
        let agent = agent(user_agent);
        let start = Start { origin: "https://meet.example".into(), abilities, agent, ..Start::default() };
        let mut effects = page.hears(Event::Started(Box::new(start)));
        effects.extend(page.hears(Intent::App(AppIntent::SetName(Text("Ada Lovelace".into()))).into_event()));
        effects.extend(page.hears(Intent::App(AppIntent::StartMeeting).into_event()));
        (page, effects)
    }

    fn hears(&mut self, event: Event) -> Vec<Effect> {
        self.now += 10;
        self.engine.handle(event, Time(self.now))
    }

    fn copies(&mut self) -> (OpId, String) {
        let effects = self.hears(Intent::App(AppIntent::CopyReport).into_event());
        let copied = effects.into_iter().find_map(|effect| match effect {
            Effect::Copy { op, text } => Some((op, text.0)),
            _ => None,
        });
        copied.expect("something is copied")
    }
}

trait IntoEvent {
    fn into_event(self) -> Event;
}

impl IntoEvent for Intent {
    fn into_event(self) -> Event {
        Event::Intent(self)
    }
}

fn examined(effects: &[Effect]) -> Vec<(OpId, bool)> {
    let asked = |effect: &Effect| match effect {
        Effect::Examine { op, probe } => Some((*op, *probe)),
        _ => None,
    };
    effects.iter().filter_map(asked).collect()
}

#[test]
fn what_is_wrong_is_written_down_without_a_secret() {
    let chrome = [PIXEL, " Chrome/126.0.0.0 Mobile Safari/537.36"].concat();
    let (mut page, effects) = Page::start(Abilities::default(), &chrome);
    assert_eq!(examined(&effects), [], "nothing is wrong yet");
    let label = Device { id: DeviceId("a".into()), kind: DeviceKind::Microphone, label: "Ada's headset".into() };
    page.hears(Event::Devices(DeviceEvent::Listed(vec![label])));
    let effects = page.hears(Intent::Media(MediaIntent::Microphone(true)).into_event());
    let op = effects.iter().find_map(|effect| match effect {
        Effect::OpenMicrophone { op, .. } => Some(*op),
        _ => None,
    });
    let op = op.expect("the microphone is asked for");
    page.hears(Event::Devices(DeviceEvent::Refused(DeviceKind::Microphone, "NotAllowedError".into())));
    let effects = page.hears(Event::Failed { op, failure: Failure::Denied });
    let [(op, false)] = examined(&effects)[..] else { panic!("{effects:?}") };
    let found = Examination {
        permissions: [Permission::Denied, Permission::Prompt],
        devices: [2, 1, 0],
        online: true,
        network: "wifi".into(),
        probe: Probe::NotAsked,
    };
    page.hears(Event::Done { op, done: Done::Examined(Box::new(found)) });
    let (_, text) = page.copies();
    let expected = [
        "Trouble: microphone not allowed (NotAllowedError)\n",
        "Browser: Chrome or Chromium 126, Android\n",
        "User agent: Mozilla/5.0 (Linux; Android 14; Pixel 8)",
        "Page: https://meet.example/\n",
        "Encrypted: yes\n",
        "WebRTC: yes\n",
        "Allowed: microphone denied, camera not asked yet\n",
        "Devices: microphones 2, cameras 1, loudspeakers 0\n",
        "Network: online, wifi\n",
    ];
    for line in expected {
        assert!(text.contains(line), "{line:?} is missing:\n{text}");
    }
    let link = page.engine.view().link.expect("there is a meeting");
    let (_, secret) = link.split_once('#').expect("a link has a fragment");
    for secret in [secret, "#", "Ada", "headset"] {
        assert!(!text.contains(secret), "{secret:?} is in it:\n{text}");
    }
}

#[test]
fn a_text_that_the_clipboard_does_not_take_is_shown_until_the_next_one_is_copied() {
    let (mut page, _) = Page::start(Abilities::default(), "");
    let (op, text) = page.copies();
    page.hears(Event::Failed { op, failure: Failure::Denied });
    let view = page.engine.view();
    assert_eq!(view.me.around.report.as_deref(), Some(&*text));
    assert!(view.notices.contains(&NoticeKind::ReportNotCopied));
    let (op, _) = page.copies();
    page.hears(Event::Done { op, done: Done::Plain });
    let view = page.engine.view();
    assert_eq!(view.me.around.report, None);
    assert!(view.notices.contains(&NoticeKind::ReportCopied));
}

#[test]
fn a_browser_that_can_hold_no_meeting_is_looked_into_once() {
    let (mut page, effects) = Page::start(Abilities { webrtc: false, ..Abilities::default() }, "");
    let [(_, false)] = examined(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!(examined(&page.hears(Event::Woke)), []);
    let (_, text) = page.copies();
    assert!(text.contains("Trouble: the browser has no WebRTC\n") && text.contains("WebRTC: no\n"), "{text}");
}

/// Every socket is closed until the server counts as away; what was asked for meanwhile.
fn lose_the_server(page: &mut Page, mut effects: Vec<Effect>) -> Vec<(OpId, bool)> {
    let mut asked = examined(&effects);
    for _ in 0..40 {
        let sockets = effects.iter().filter_map(|effect| match effect {
            Effect::Socket { socket, .. } => Some(*socket),
            _ => None,
        });
        let sockets: Vec<_> = sockets.collect();
        effects = sockets
            .into_iter()
            .flat_map(|socket| page.hears(Event::Socket { socket, news: SocketEvent::Closed { code: 1006 } }))
            .collect();
        page.now += 500;
        effects.extend(page.hears(Event::Woke));
        asked.extend(examined(&effects));
    }
    asked
}

#[test]
fn a_login_page_is_told_in_the_place_of_a_server_that_cannot_be_reached() {
    let (mut page, effects) = Page::start(Abilities::default(), "");
    let asked = lose_the_server(&mut page, effects);
    let [(op, true)] = asked[..] else { panic!("asked once, and the server with it: {asked:?}") };
    assert!(page.engine.view().notices.contains(&NoticeKind::ServerUnreached));
    let probe = Probe::Answer { status: 0, redirect: true, html: false };
    let found = Examination { online: true, probe, ..Examination::default() };
    page.hears(Event::Done { op, done: Done::Examined(Box::new(found)) });
    assert_eq!(*page.engine.view().notices, [NoticeKind::LoginPage], "one sentence is enough");
    assert_eq!(*page.engine.view_built_anew().notices, [NoticeKind::LoginPage]);
    let (_, text) = page.copies();
    assert!(text.contains("a login page answers in the place of the server"), "{text}");
    assert!(text.contains("Asked anew: answer 0, leads elsewhere\n"), "{text}");
    // Whoever has read a notice has not mended what it says.
    page.hears(Intent::App(AppIntent::Dismiss(NoticeKind::LoginPage)).into_event());
    assert_eq!(*page.engine.view().notices, []);
    assert_eq!(*page.engine.view().me.around.troubles, [NoticeKind::LoginPage]);
    assert!(page.copies().1.contains("a login page answers in the place of the server"));
    // On another network it is asked anew, and nothing is said of the old one.
    let effects = page.hears(Event::Page(PageEvent::Online(Default::default())));
    assert_eq!(*page.engine.view().notices, [NoticeKind::ServerUnreached], "which is still so");
    page.hears(Intent::App(AppIntent::Dismiss(NoticeKind::ServerUnreached)).into_event());
    assert!(page.copies().1.contains("Trouble: the server cannot be reached\n"));
    let [(again, true)] = examined(&effects)[..] else { panic!("{effects:?}") };
    assert_ne!(again, op);
}
