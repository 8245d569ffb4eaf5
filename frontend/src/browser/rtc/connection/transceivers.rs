//! The four transceivers of a connection: microphone, camera, screen, screen sound.

use super::sender_parameters;
use crate::browser::base::bindings::{self, Receiver, Rtc, Sender, Transceiver};
use crate::browser::base::failure;
use crate::browser::media::remote_streams::Streams;
use js_sys::Array;
use plenum_engine::api::effect::Source;
use plenum_engine::api::event::Failure;
use plenum_engine::api::sender_parameters::{CAMERA_AT_FIRST, Parameters};
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{MediaStream, MediaStreamTrack, RtcPeerConnection};

/// The most a screen sends to one peer, bits per second: legible text at 1080p.
const SCREEN_BITRATE: u32 = 1_500_000;

/// None before they are there, then four.
///
/// Invariant: a connection has four transceivers, never more: `add` makes them on the offering side only, `take` makes
/// none, and afterwards only tracks and parameters change.
#[derive(Default)]
pub struct Transceivers {
    all: Vec<Transceiver>,
    /// How each is to send.
    tuned: Rc<Cell<Tuned>>,
    /// Which have lost their picture: until there is one again they are not active, whatever they are told meanwhile.
    resting: Rc<Cell<[bool; 4]>>,
}

/// By `Source as usize`; `None` as long as nobody has said.
type Tuned = [Option<Parameters>; 4];

/// Adds them, as the offerer does before anything else; without tracks, which come by [`Transceivers::put`].
pub fn add(pc: &RtcPeerConnection) -> Result<Transceivers, JsValue> {
    let rtc = pc.unchecked_ref::<Rtc>();
    let mut made = Vec::new();
    for source in Source::ALL {
        let init = bindings::object([("direction", "sendrecv".into())]);
        if let Some(parameters) = at_first(source) {
            bindings::set(&init, "sendEncodings", &Array::of1(&sender_parameters::encoding(parameters)));
        }
        made.push(rtc.add_transceiver(&kind(source).into(), &init)?);
    }
    Ok(Transceivers { all: made, tuned: Rc::new(Cell::new(Source::ALL.map(at_first))), resting: Rc::default() })
}

/// Takes those of the offer that was just applied, in m-line order, and lets each send, too.
pub fn take(pc: &RtcPeerConnection) -> Transceivers {
    let all = pc.unchecked_ref::<Rtc>().get_transceivers().unwrap_or_default();
    let taken: Vec<Transceiver> = all.iter().take(Source::ALL.len()).map(JsCast::unchecked_into).collect();
    for transceiver in &taken {
        if transceiver.set_direction("sendrecv").is_err() {
            log::warn!("a transceiver does not take part");
        }
    }
    // Nothing is said to their senders before the answer: they would not take it.
    Transceivers { all: taken, tuned: Rc::default(), resting: Rc::default() }
}

impl Transceivers {
    /// Whether they are still to come.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// `replaceTrack`, asked for at once: calls take effect in their order.
    pub fn put(
        &self,
        source: Source,
        track: Option<MediaStreamTrack>,
    ) -> impl Future<Output = Result<(), Failure>> + 'static {
        let sender = self.sender(source);
        let asked = sender.as_ref().map(|sender| sender.replace_track(track.as_ref()));
        let tuned = self.tuned.clone();
        let mut resting = self.resting.get();
        let rests = track.is_none() && kind(source) == "video";
        let rested = std::mem::replace(&mut resting[source as usize], rests);
        self.resting.set(resting);
        let resting = self.resting.clone();
        async move {
            // No transceiver (yet): there is nothing to replace.
            let Some((asked, sender)) = asked.zip(sender) else { return Ok(()) };
            let replaced = async { JsFuture::from(asked?).await }.await;
            replaced.map_err(|error| failure::read(&error))?;
            // As it is wanted now: another call may have put in another one meanwhile.
            if resting.get()[source as usize] {
                return sender_parameters::rest(&sender).await;
            }
            // Another track may be of another size, and whoever rested has to be woken.
            let told = match tuned.get()[source as usize] {
                Some(parameters) if track.is_some() => sender_parameters::tune(&sender, parameters).await.map(drop),
                Some(_) | None => Ok(()),
            };
            if rested { told } else { Ok(()) }
        }
    }

    /// Tells a sender how to send, now and with every track to come.
    pub fn tune(&self, source: Source, parameters: Parameters) -> impl Future<Output = Result<(), Failure>> + 'static {
        let mut tuned = self.tuned.get();
        tuned[source as usize] = Some(parameters);
        self.tuned.set(tuned);
        let sender = self.sender(source);
        let active = parameters.active && !self.resting.get()[source as usize];
        async move {
            let told =
                sender_parameters::tune(&sender.ok_or(Failure::Other)?, Parameters { active, ..parameters }).await?;
            told.then_some(()).ok_or(Failure::Other)
        }
    }

    /// Limits what the senders send at first; the answerer can do so only after its answer. One without a track is told
    /// when it gets one.
    pub fn limit(&self) -> impl Future<Output = ()> + 'static {
        self.tuned.set(Source::ALL.map(at_first));
        let sends = |one: &Source| self.sender(*one).is_some_and(|sender| bindings::get(&sender, "track").is_object());
        let limited = Source::ALL.into_iter().filter(sends);
        let limits: Vec<_> = limited.filter_map(|one| Some(self.tune(one, at_first(one)?))).collect();
        async move {
            for limit in limits {
                if limit.await.is_err() {
                    log::warn!("a sender takes no limit");
                }
            }
        }
    }

    fn sender(&self, source: Source) -> Option<Sender> {
        self.all.get(source as usize).map(Transceiver::sender)
    }

    /// Who receives what the other side sends of this source.
    pub fn receiver(&self, source: Source) -> Option<Receiver> {
        self.all.get(source as usize).map(Transceiver::receiver)
    }

    /// What they send, each as a stream of its own.
    pub fn streams(&self) -> Option<Streams> {
        let stream = |source| MediaStream::new_with_tracks(&Array::of1(&self.receiver(source)?.track())).ok();
        Some(Streams {
            voice: stream(Source::Microphone)?,
            picture: stream(Source::Camera)?,
            screen: stream(Source::Screen)?,
            screen_sound: stream(Source::ScreenSound)?,
        })
    }
}

fn kind(source: Source) -> &'static str {
    match source {
        Source::Microphone | Source::ScreenSound => "audio",
        Source::Camera | Source::Screen => "video",
    }
}

fn at_first(source: Source) -> Option<Parameters> {
    match source {
        Source::Camera => Some(CAMERA_AT_FIRST),
        Source::Screen => Some(Parameters { active: true, bitrate: SCREEN_BITRATE, picture: None }),
        Source::Microphone | Source::ScreenSound => None,
    }
}
