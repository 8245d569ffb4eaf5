//! Session descriptions: made, applied, and told as text (W3C WebRTC §4.4.2).

use crate::browser::base::{bindings, failure};
use js_sys::Promise;
use plenum_engine::api::event::{Failure, Sdp};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{RtcPeerConnection, RtcSdpType, RtcSessionDescriptionInit};

/// Makes and applies an offer.
pub async fn offer(pc: &RtcPeerConnection, ice_restart: bool) -> Result<Sdp, Failure> {
    if ice_restart && bindings::call(pc, "restartIce", &[]).is_err() {
        return Err(Failure::Other);
    }
    describe(pc).await
}

/// Makes an offer that [`apply_offer`] is to apply.
pub async fn write_offer(pc: &RtcPeerConnection) -> Result<Sdp, Failure> {
    let offer = settled(pc.create_offer()).await?;
    bindings::get(&offer, "sdp").as_string().map(|sdp| Sdp(sdp.into())).ok_or(Failure::Other)
}

/// Applies an offer that was made before; asked for at once.
pub fn apply_offer(pc: &RtcPeerConnection, sdp: &Sdp) -> impl Future<Output = Result<(), Failure>> + 'static {
    let asked = pc.set_local_description(&description(RtcSdpType::Offer, sdp));
    async move { settled(asked).await.map(drop) }
}

/// Makes and applies an answer.
pub async fn answer(pc: &RtcPeerConnection) -> Result<Sdp, Failure> {
    describe(pc).await
}

/// Applies their offer.
pub async fn take_offer(pc: &RtcPeerConnection, sdp: &Sdp) -> Result<(), Failure> {
    take(pc, RtcSdpType::Offer, sdp).await
}

/// Applies their answer.
pub async fn take_answer(pc: &RtcPeerConnection, sdp: &Sdp) -> Result<(), Failure> {
    take(pc, RtcSdpType::Answer, sdp).await
}

/// Makes and applies in one go what it is the turn for: a promise less to wait for on a busy page.
async fn describe(pc: &RtcPeerConnection) -> Result<Sdp, Failure> {
    let described = bindings::call(pc, "setLocalDescription", &[]).and_then(JsCast::dyn_into);
    settled(described.map_err(|_| Failure::Other)?).await?;
    let applied = pc.local_description().ok_or(Failure::Other)?;
    Ok(Sdp(applied.sdp().into()))
}

async fn take(pc: &RtcPeerConnection, kind: RtcSdpType, sdp: &Sdp) -> Result<(), Failure> {
    settled(pc.set_remote_description(&description(kind, sdp))).await.map(drop)
}

fn description(kind: RtcSdpType, sdp: &Sdp) -> RtcSessionDescriptionInit {
    let init = RtcSessionDescriptionInit::new(kind);
    init.set_sdp(&sdp.0);
    init
}

async fn settled(promise: Promise) -> Result<JsValue, Failure> {
    JsFuture::from(promise).await.map_err(|error| {
        // Never the message: it may quote the description.
        log::warn!("a description was refused: {}", failure::name(&error));
        failure::read(&error)
    })
}
