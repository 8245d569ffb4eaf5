//! The stage: which picture plays in which `<video>`, which voices are heard, and whether the browser lets them.

use crate::browser::frames::FrameWatch;
use crate::browser::voice::{self, Voice};
use crate::driver::Post;
use leptos::prelude::{ArcRwSignal, Set};
use plenum_engine::event::{ConnectionNews, Event};
use plenum_engine::ids::{ConnectionId, DeviceId};
use std::cell::RefCell;
use std::collections::HashMap;
use web_sys::{HtmlMediaElement, HtmlVideoElement, MediaStream};

thread_local! {
    // Views know elements and connections only by value; what they mean is kept here, once per page.
    static STAGE: RefCell<Stage> = RefCell::default();
    static NEEDS_TAP: ArcRwSignal<bool> = ArcRwSignal::new(false);
}

#[derive(Default)]
struct Stage {
    acts: HashMap<ConnectionId, Act>,
    preview: Option<MediaStream>,
    speaker: Option<DeviceId>,
    seats: Vec<(HtmlVideoElement, Shows)>,
}

/// What an element shows.
#[derive(Clone, Copy, PartialEq)]
enum Shows {
    Person(ConnectionId),
    Preview,
}

/// What one connection brings to the stage.
struct Act {
    post: Post,
    streams: Option<Streams>,
    revealed: bool,
    heard: bool,
    voice: Option<Voice>,
    /// Percent.
    volume: u8,
    watch: Watch,
}

/// What a person sends, each to an element of its own.
#[derive(Clone)]
pub(super) struct Streams {
    /// Their microphone.
    pub voice: MediaStream,
    /// Their camera.
    pub picture: MediaStream,
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
        voice::play(&media, || needs_tap().set(true));
    }
}

/// Shows a connection's stream in this element, at once or as soon as it is revealed.
pub fn attach_person(video: &HtmlVideoElement, connection: ConnectionId) {
    seat(video, Shows::Person(connection));
    watch_if_wanted(connection);
}

/// Shows our own camera in this element, without sound, for as long as it is open.
pub fn attach_preview(video: &HtmlVideoElement) {
    seat(video, Shows::Preview);
}

/// Shows nothing in this element any more; to be called before it goes.
pub fn detach(video: &HtmlVideoElement) {
    STAGE.with_borrow_mut(|stage| stage.seats.retain(|(other, _)| other != video));
    video.set_src_object(None);
}

/// Plays again whatever the browser has paused (iOS does, after a call or a lock).
pub fn resume() {
    for media in everything().filter(HtmlMediaElement::paused) {
        voice::play(&media, || needs_tap().set(true));
    }
}

/// All that plays: pictures and voices.
fn everything() -> impl Iterator<Item = HtmlMediaElement> {
    let voices = STAGE.with_borrow(|stage| {
        let voices = stage.acts.values().filter_map(|act| act.voice.as_ref());
        voices.map(Voice::element).collect::<Vec<_>>()
    });
    let pictures = seats(|_| true).into_iter().map(|(video, _)| HtmlMediaElement::from(video));
    voices.into_iter().chain(pictures).filter(|media| media.src_object().is_some())
}

/// A connection begins, without a stream.
pub(super) fn enter(id: ConnectionId, post: Post) {
    let act = Act { post, streams: None, revealed: false, heard: false, voice: None, volume: 100, watch: Watch::No };
    let previous = STAGE.with_borrow_mut(|stage| stage.acts.insert(id, act));
    drop(previous);
}

/// A connection ends.
pub(super) fn leave(id: ConnectionId) {
    let act = STAGE.with_borrow_mut(|stage| stage.acts.remove(&id));
    drop(act);
    refresh(Shows::Person(id));
}

/// Whether the connection has its streams.
pub(super) fn has_streams(id: ConnectionId) -> bool {
    STAGE.with_borrow(|stage| stage.acts.get(&id).is_some_and(|act| act.streams.is_some()))
}

/// The connection has its streams.
pub(super) fn set_streams(id: ConnectionId, streams: Streams) {
    with_act(id, |act| act.streams = Some(streams));
    speak(id);
    refresh(Shows::Person(id));
}

/// The fingerprint letter has opened.
pub(super) fn reveal(id: ConnectionId) {
    with_act(id, |act| act.revealed = true);
    refresh(Shows::Person(id));
    watch_if_wanted(id);
}

/// This connection's sound is wanted, or no more.
pub(super) fn hear(id: ConnectionId, on: bool) {
    with_act(id, |act| act.heard = on);
    speak(id);
}

/// How loud a person is played, percent.
pub(super) fn set_volume(id: ConnectionId, volume: u8) {
    let element = with_act(id, |act| {
        act.volume = volume;
        act.voice.as_ref().map(Voice::element)
    });
    if let Some(element) = element.flatten() {
        voice::set_volume(&element, volume);
    }
}

/// Whether the browser lets a page choose the loudspeaker.
pub fn can_choose_speaker() -> bool {
    voice::can_choose_speaker()
}

/// From here on the others are heard through this loudspeaker.
pub(super) fn set_speaker(speaker: Option<DeviceId>) {
    let voices = STAGE.with_borrow_mut(|stage| {
        stage.speaker.clone_from(&speaker);
        stage.acts.values().filter_map(|act| act.voice.as_ref()).map(Voice::element).collect::<Vec<_>>()
    });
    for element in voices {
        voice::set_speaker(&element, speaker.as_ref());
    }
}

/// Lets a person be heard, or no more.
fn speak(id: ConnectionId) {
    // Invariant: before it is revealed, a voice is silent.
    let audible = |act: &mut Act| {
        let streams = act.streams.as_ref().filter(|_| act.revealed && act.heard);
        streams.map(|streams| streams.voice.clone())
    };
    let voice = with_act(id, audible).flatten().and_then(|stream| Voice::new(&stream, needs_tap()));
    if let Some(element) = voice.as_ref().map(Voice::element) {
        voice::set_volume(&element, with_act(id, |act| act.volume).unwrap_or(0));
        voice::set_speaker(&element, STAGE.with_borrow(|stage| stage.speaker.clone()).as_ref());
    }
    let previous = with_act(id, |act| std::mem::replace(&mut act.voice, voice));
    drop(previous);
}

/// Tells once, when the next frame is decoded.
pub(super) fn watch_frame(id: ConnectionId) {
    let previous = with_act(id, |act| std::mem::replace(&mut act.watch, Watch::Wanted));
    drop(previous);
    watch_if_wanted(id);
}

/// Our own camera, or none.
pub(super) fn set_preview(stream: Option<MediaStream>) {
    STAGE.with_borrow_mut(|stage| stage.preview = stream);
    refresh(Shows::Preview);
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
    let gone = |(other, _): &mut (HtmlVideoElement, Shows)| other != video && !other.is_connected();
    let gone: Vec<_> = STAGE.with_borrow_mut(|stage| {
        let gone = stage.seats.extract_if(.., gone).collect();
        stage.seats.retain(|(other, _)| other != video);
        stage.seats.push((video.clone(), shows));
        gone
    });
    for (other, _) in gone {
        other.set_src_object(None);
    }
    present(video, shows);
}

fn refresh(shows: Shows) {
    for (video, _) in seats(|one| one == shows) {
        present(&video, shows);
    }
}

fn present(video: &HtmlVideoElement, shows: Shows) {
    let stream = STAGE.with_borrow(|stage| match shows {
        // Invariant: before it is revealed, a picture is attached to nothing: dark.
        Shows::Person(id) => {
            let act = stage.acts.get(&id).filter(|act| act.revealed);
            act.and_then(|act| act.streams.as_ref()).map(|streams| streams.picture.clone())
        }
        Shows::Preview => stage.preview.clone(),
    });
    if video.src_object() == stream {
        return;
    }
    // Pictures are mute, so that browsers play them without a tap.
    video.set_muted(true);
    video.set_src_object(stream.as_ref());
    if stream.is_some() {
        voice::play(video, || log::warn!("a picture waits for a tap"));
    }
}

fn watch_if_wanted(id: ConnectionId) {
    let wanted = with_act(id, |act| (matches!(act.watch, Watch::Wanted) && act.revealed).then(|| act.post.clone()));
    let Some(post) = wanted.flatten() else { return };
    let Some((video, _)) = seats(|shows| shows == Shows::Person(id)).pop() else { return };
    let seen = move || {
        let watch = with_act(id, |act| std::mem::replace(&mut act.watch, Watch::No));
        drop(watch);
        post.post(Event::Connection { id, news: ConnectionNews::FrameDecoded });
    };
    let watch = FrameWatch::new(&video, seen);
    with_act(id, |act| act.watch = Watch::Watching(watch));
}
