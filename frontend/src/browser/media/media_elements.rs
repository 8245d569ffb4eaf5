//! Media elements of a meeting: which picture plays in which `<video>`, which voices are heard, and whether the browser lets them.

use crate::browser::media::audio_element::{self, AudioElement};
use crate::browser::media::remote_streams::Streams;
use crate::browser::media::video_frames::FrameWatch;
use crate::event_sender::EventSender;
use leptos::prelude::{ArcRwSignal, Set};
use plenum_engine::api::effect::Source;
use plenum_engine::api::event::{ConnectionEvent, Event, PageEvent};
use plenum_engine::base::ids::{ConnectionId, DeviceId};
use std::cell::RefCell;
use std::collections::HashMap;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlMediaElement, HtmlVideoElement, MediaStream};

thread_local! {
    // Views know elements and connections only by value; what they mean is kept here, once per page.
    static STAGE: RefCell<Stage> = RefCell::default();
    static NEEDS_TAP: ArcRwSignal<bool> = ArcRwSignal::new(false);
}

#[derive(Default)]
struct Stage {
    acts: HashMap<ConnectionId, Act>,
    speaker: Option<DeviceId>,
    own_screen: Option<MediaStream>,
    /// The element that plays our own file.
    playback: Option<HtmlVideoElement>,
    seats: Vec<(HtmlVideoElement, Shows)>,
}

/// What an element shows.
#[derive(Clone, Copy, PartialEq)]
enum Shows {
    Person(ConnectionId),
    Screen(ConnectionId),
    OwnScreen,
}

/// What one connection brings to the stage.
struct Act {
    events: EventSender,
    streams: Option<Streams>,
    revealed: bool,
    heard: bool,
    voice: Option<AudioElement>,
    /// Percent.
    volume: u8,
    /// What their status allows: voice, sound of their screen.
    played: [bool; 2],
    /// Heard for as long as the screen has a seat.
    screen_voice: Option<AudioElement>,
    watch: Watch,
    screen_watch: Watch,
}

impl Act {
    /// What may be heard of it, if anything.
    ///
    /// Invariant: before it is revealed, a connection is silent, and of two connections to one peer one is heard.
    fn audible(&self) -> Option<&Streams> {
        self.streams.as_ref().filter(|_| self.revealed && self.heard)
    }

    /// What of it can be heard right now: the person, the sound of their screen.
    fn voices(&self) -> impl Iterator<Item = &AudioElement> {
        self.voice.iter().chain(&self.screen_voice)
    }

    fn watch(&mut self, source: Source) -> &mut Watch {
        match source {
            Source::Microphone | Source::Camera => &mut self.watch,
            Source::Screen | Source::ScreenSound => &mut self.screen_watch,
        }
    }
}

/// Whether somebody waits for a frame.
enum Watch {
    No,
    Wanted,
    Watching(#[expect(dead_code, reason = "held for its Drop")] FrameWatch),
}

/// Whether the browser plays nothing aloud before a tap. Then show one "Tap to hear" whose click calls [`tap`].
pub fn needs_tap() -> ArcRwSignal<bool> {
    NEEDS_TAP.with(ArcRwSignal::clone)
}

/// The person tapped: plays everything, aloud.
pub fn tap() {
    needs_tap().set(false);
    for media in everything() {
        audio_element::play(&media, || needs_tap().set(true));
    }
}

/// Gets an element going that has nothing to show yet.
pub fn warm_up(video: &HtmlVideoElement) {
    if let Ok(empty) = MediaStream::new() {
        video.set_muted(true);
        video.set_src_object(Some(&empty));
    }
}

/// Shows a connection's stream in this element, at once or as soon as it is revealed.
pub fn attach_person(video: &HtmlVideoElement, connection: ConnectionId) {
    seat(video, Shows::Person(connection));
    watch_if_wanted(connection, Source::Camera);
}

/// The same for the screen of that connection, whose sound is heard only while it is attached.
pub fn attach_screen(video: &HtmlVideoElement, connection: ConnectionId) {
    seat(video, Shows::Screen(connection));
    watch_if_wanted(connection, Source::Screen);
}

/// Shows our own screen in this element, without sound, for as long as it is shared.
pub fn attach_own_screen(video: &HtmlVideoElement) {
    seat(video, Shows::OwnScreen);
}

/// Puts the element that plays our own file into this one, if there is one.
pub fn place_file_player(holder: &HtmlElement) {
    if let Some(playback) = STAGE.with_borrow(|stage| stage.playback.clone()) {
        let _ = holder.append_child(&playback);
    }
}

/// Shows nothing in this element any more; to be called before it goes.
pub fn detach(video: &HtmlVideoElement) {
    let left: Vec<_> = STAGE.with_borrow_mut(|stage| stage.seats.extract_if(.., |(other, _)| other == video).collect());
    video.set_src_object(None);
    left.into_iter().for_each(|(_, shows)| speak_screen(shows));
}

/// Plays again whatever the browser has paused (iOS does, after a call or a lock).
pub fn resume() {
    needs_tap().set(false);
    for media in everything().filter(HtmlMediaElement::paused) {
        audio_element::play(&media, || needs_tap().set(true));
    }
}

/// All that plays: pictures and voices.
fn everything() -> impl Iterator<Item = HtmlMediaElement> {
    let voices = STAGE.with_borrow(|stage| {
        let voices = stage.acts.values().flat_map(Act::voices);
        voices.map(AudioElement::element).collect::<Vec<_>>()
    });
    let pictures = seats(|_| true).into_iter().map(|(video, _)| HtmlMediaElement::from(video));
    voices.into_iter().chain(pictures).filter(|media| media.src_object().is_some())
}

/// A connection begins, without a stream.
pub fn enter(id: ConnectionId, events: EventSender) {
    let act = Act {
        events,
        streams: None,
        revealed: false,
        heard: false,
        voice: None,
        volume: 100,
        played: [false, false],
        screen_voice: None,
        watch: Watch::No,
        screen_watch: Watch::No,
    };
    let previous = STAGE.with_borrow_mut(|stage| stage.acts.insert(id, act));
    drop(previous);
}

/// A connection ends.
pub fn leave(id: ConnectionId) {
    let act = STAGE.with_borrow_mut(|stage| stage.acts.remove(&id));
    drop(act);
    refresh(Shows::Person(id));
    refresh(Shows::Screen(id));
}

/// Whether the connection has its streams.
pub fn has_streams(id: ConnectionId) -> bool {
    STAGE.with_borrow(|stage| stage.acts.get(&id).is_some_and(|act| act.streams.is_some()))
}

/// The connection has its streams.
pub fn set_streams(id: ConnectionId, streams: Streams) {
    with_act(id, |act| act.streams = Some(streams));
    enable(id);
    speak(id);
    refresh(Shows::Person(id));
    refresh(Shows::Screen(id));
}

/// The fingerprint message has opened.
pub fn reveal(id: ConnectionId) {
    with_act(id, |act| act.revealed = true);
    refresh(Shows::Person(id));
    refresh(Shows::Screen(id));
    watch_if_wanted(id, Source::Camera);
    watch_if_wanted(id, Source::Screen);
}

/// This connection's sound is wanted, or no more.
pub fn hear(id: ConnectionId, on: bool) {
    with_act(id, |act| act.heard = on);
    speak(id);
    speak_screen(Shows::Screen(id));
}

/// Which of their sounds may be played: voice, sound of their screen.
pub fn play_only(id: ConnectionId, which: [bool; 2]) {
    with_act(id, |act| act.played = which);
    enable(id);
}

fn enable(id: ConnectionId) {
    if let Some((streams, played)) = with_act(id, |act| act.streams.clone().map(|s| (s, act.played))).flatten() {
        streams.enable(played);
    }
}

/// How loud a person and the sound of their screen are played, percent.
pub fn set_volume(id: ConnectionId, volume: u8) {
    let elements = with_act(id, |act| {
        act.volume = volume;
        act.voices().map(AudioElement::element).collect::<Vec<_>>()
    });
    for element in elements.unwrap_or_default() {
        audio_element::set_volume(&element, volume);
    }
}

/// Whether the browser lets a page choose the loudspeaker.
pub fn can_choose_speaker() -> bool {
    audio_element::can_choose_speaker()
}

/// From here on the others are heard through this loudspeaker.
pub fn set_speaker(speaker: Option<DeviceId>) {
    let voices = STAGE.with_borrow_mut(|stage| {
        stage.speaker.clone_from(&speaker);
        stage.acts.values().flat_map(Act::voices).map(AudioElement::element).collect::<Vec<_>>()
    });
    for element in voices {
        audio_element::set_speaker(&element, speaker.as_ref());
    }
}

/// Lets a person be heard, or no more.
fn speak(id: ConnectionId) {
    let audible = |act: &mut Act| act.audible().map(|streams| Clone::clone(&streams.voice));
    let voice = with_act(id, audible).flatten().and_then(|stream| voice_of(id, &stream));
    let previous = with_act(id, |act| std::mem::replace(&mut act.voice, voice));
    drop(previous);
}

/// This sound, as loud as its person is played, through the loudspeaker that was chosen.
fn voice_of(id: ConnectionId, stream: &MediaStream) -> Option<AudioElement> {
    let events = with_act(id, |act| act.events.clone())?;
    let voice = AudioElement::new(stream, needs_tap(), move || events.send(Event::Page(PageEvent::Paused)))?;
    audio_element::set_volume(&voice.element(), with_act(id, |act| act.volume).unwrap_or(0));
    audio_element::set_speaker(&voice.element(), STAGE.with_borrow(|stage| stage.speaker.clone()).as_ref());
    Some(voice)
}

/// Lets the sound of a screen be heard exactly while the screen has a seat and its connection is the one that is heard.
fn speak_screen(shows: Shows) {
    let Shows::Screen(id) = shows else { return };
    let seated = seats(|one| one == shows).pop().is_some();
    let stream = with_act(id, |act| {
        let streams = act.audible().filter(|_| seated);
        // What is heard already goes on.
        Some((streams.map(|streams| Clone::clone(&streams.screen_sound)), act.screen_voice.is_some()))
    });
    let voice = match stream.flatten() {
        None | Some((Some(_), true) | (None, false)) => return,
        Some((Some(stream), false)) => voice_of(id, &stream),
        Some((None, true)) => None,
    };
    let previous = with_act(id, |act| std::mem::replace(&mut act.screen_voice, voice));
    drop(previous);
}

/// Tells once, when the next frame of this source is decoded.
pub fn watch_frame(id: ConnectionId, source: Source) {
    let previous = with_act(id, |act| std::mem::replace(act.watch(source), Watch::Wanted));
    drop(previous);
    watch_if_wanted(id, source);
}

/// Our own screen, or none; `playback`: the element that plays it, if it is a file.
pub fn set_own_screen(stream: Option<MediaStream>, playback: Option<HtmlVideoElement>) {
    STAGE.with_borrow_mut(|stage| (stage.own_screen, stage.playback) = (stream, playback));
    refresh(Shows::OwnScreen);
}

// Invariant: the stage is borrowed for lookups only; elements are touched, and events posted, after it is free again.

fn with_act<T>(id: ConnectionId, change: impl FnOnce(&mut Act) -> T) -> Option<T> {
    STAGE.with_borrow_mut(|stage| stage.acts.get_mut(&id).map(change))
}

fn seats(which: impl Fn(Shows) -> bool) -> Vec<(HtmlVideoElement, Shows)> {
    STAGE.with_borrow(|stage| stage.seats.iter().filter(|(_, shows)| which(*shows)).cloned().collect())
}

fn seat(video: &HtmlVideoElement, shows: Shows) {
    // Elements that went without a word would play on unseen.
    let left = |(other, _): &mut (HtmlVideoElement, Shows)| other == video || !other.is_connected();
    let left: Vec<_> = STAGE.with_borrow_mut(|stage| {
        let left = stage.seats.extract_if(.., left).collect();
        stage.seats.push((video.clone(), shows));
        left
    });
    for (other, shown) in left {
        if other != *video {
            other.set_src_object(None);
        }
        speak_screen(shown);
    }
    present(video, shows);
}

fn refresh(shows: Shows) {
    for (video, _) in seats(|one| one == shows) {
        present(&video, shows);
    }
}

fn present(video: &HtmlVideoElement, shows: Shows) {
    speak_screen(shows);
    let stream = STAGE.with_borrow(|stage| match shows {
        // Invariant: before it is revealed, a picture is attached to nothing: dark.
        Shows::Person(id) => {
            let act = stage.acts.get(&id).filter(|act| act.revealed);
            act.and_then(|act| act.streams.as_ref()).map(|streams| Clone::clone(&streams.picture))
        }
        Shows::Screen(id) => {
            let act = stage.acts.get(&id).filter(|act| act.revealed);
            act.and_then(|act| act.streams.as_ref()).map(|streams| Clone::clone(&streams.screen))
        }
        Shows::OwnScreen => stage.own_screen.clone(),
    });
    if !show(video, stream.as_ref()) {
        return;
    }
    if stream.is_some() {
        audio_element::play(video, || log::warn!("a picture waits for a tap"));
    }
}

/// Gives an element this stream; false if it had it. One that was warmed up keeps its own and takes the tracks.
fn show(video: &HtmlVideoElement, stream: Option<&MediaStream>) -> bool {
    let tracks = |stream: &MediaStream| stream.get_tracks().iter().collect::<Vec<_>>();
    let before = video.src_object();
    let (had, wanted) = (before.as_ref().map(tracks).unwrap_or_default(), stream.map(tracks).unwrap_or_default());
    if had == wanted {
        return false;
    }
    match before.filter(|_| had.is_empty()) {
        Some(empty) => wanted.iter().for_each(|track| empty.add_track(track.unchecked_ref())),
        None => {
            // Pictures are mute, so that browsers play them without a tap.
            video.set_muted(true);
            video.set_src_object(stream);
        }
    }
    true
}

fn watch_if_wanted(id: ConnectionId, source: Source) {
    let wanted = with_act(id, |act| {
        let wanted = matches!(act.watch(source), Watch::Wanted) && act.revealed;
        wanted.then(|| act.events.clone())
    });
    let Some(events) = wanted.flatten() else { return };
    let shows = if source == Source::Screen { Shows::Screen(id) } else { Shows::Person(id) };
    let Some((video, _)) = seats(|one| one == shows).pop() else { return };
    let seen = move || {
        let watch = with_act(id, |act| std::mem::replace(act.watch(source), Watch::No));
        drop(watch);
        events.send(Event::Connection { id, news: ConnectionEvent::FrameDecoded(source) });
    };
    let watch = FrameWatch::new(&video, seen);
    with_act(id, |act| *act.watch(source) = Watch::Watching(watch));
}
