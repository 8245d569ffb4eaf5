//! The four transceivers of a connection: microphone, camera, screen, screen sound.

use crate::browser::failure;
use crate::browser::gaps::{self, Receiver, Rtc, Sender, Transceiver};
use crate::browser::stage::Streams;
use js_sys::Array;
use plenum_engine::effect::Source;
use plenum_engine::event::Failure;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{MediaStream, MediaStreamTrack, RtcPeerConnection};

/// The most a camera sends to one peer, bits per second: 720p30 (`NUMBERS.md`).
const CAMERA_BITRATE: u32 = 1_200_000;
/// The most a screen sends to one peer, bits per second: legible text at 1080p.
const SCREEN_BITRATE: u32 = 1_500_000;

/// None before they are there, then four.
///
/// Invariant: a connection has four transceivers, never more: `add` makes them on the offering side only, `take` makes
/// none, and afterwards only tracks and parameters change.
#[derive(Default)]
pub struct Transceivers(Vec<Transceiver>);

/// Adds them, as the offerer does before anything else.
pub fn add(
    pc: &RtcPeerConnection,
    track: impl Fn(Source) -> Option<MediaStreamTrack>,
) -> Result<Transceivers, JsValue> {
    let rtc = pc.unchecked_ref::<Rtc>();
    let mut made = Vec::new();
    for source in Source::ALL {
        let init = gaps::object([("direction", "sendrecv".into())]);
        if let Some(bitrate) = most(source) {
            let encodings = Array::of1(&gaps::object([("maxBitrate", bitrate.into())]));
            gaps::set(&init, "sendEncodings", &encodings);
        }
        let what = track(source).map_or_else(|| kind(source).into(), JsValue::from);
        made.push(rtc.add_transceiver(&what, &init)?);
    }
    Ok(Transceivers(made))
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
    Transceivers(taken)
}

impl Transceivers {
    /// Whether they are still to come.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// `replaceTrack`, asked for at once: calls take effect in their order.
    pub fn put(
        &self,
        source: Source,
        track: Option<MediaStreamTrack>,
    ) -> impl Future<Output = Result<(), Failure>> + 'static {
        let asked = self.0.get(source as usize).map(|one| one.sender().replace_track(track.as_ref()));
        async move {
            // No transceiver (yet): there is nothing to replace.
            let Some(asked) = asked else { return Ok(()) };
            let replaced = async { JsFuture::from(asked?).await }.await;
            replaced.map(drop).map_err(|error| failure::read(&error))
        }
    }

    /// Limits what the senders send; the answerer can do so only after its answer.
    pub fn limit(&self) -> impl Future<Output = ()> + 'static {
        let senders: Vec<(Sender, u32)> = std::iter::zip(&self.0, Source::ALL)
            .filter_map(|(one, source)| Some((one.sender(), most(source)?)))
            .collect();
        async move {
            for (sender, bitrate) in senders {
                if limit(&sender, bitrate).await.is_err() {
                    log::warn!("a sender takes no limit");
                }
            }
        }
    }

    /// Who receives what the other side sends of this source.
    pub fn receiver(&self, source: Source) -> Option<Receiver> {
        self.0.get(source as usize).map(Transceiver::receiver)
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

async fn limit(sender: &Sender, bitrate: u32) -> Result<(), JsValue> {
    // Parameters are read, changed and set in one task, or `setParameters` refuses them.
    let parameters = sender.get_parameters()?;
    let encodings = Array::from(&gaps::get(&parameters, "encodings"));
    let first = encodings.get(0);
    if !first.is_object() {
        return Ok(());
    }
    gaps::set(&first, "maxBitrate", &bitrate.into());
    gaps::set(&parameters, "encodings", &encodings);
    JsFuture::from(sender.set_parameters(&parameters)?).await.map(drop)
}

fn kind(source: Source) -> &'static str {
    match source {
        Source::Microphone | Source::ScreenSound => "audio",
        Source::Camera | Source::Screen => "video",
    }
}

fn most(source: Source) -> Option<u32> {
    match source {
        Source::Camera => Some(CAMERA_BITRATE),
        Source::Screen => Some(SCREEN_BITRATE),
        Source::Microphone | Source::ScreenSound => None,
    }
}
