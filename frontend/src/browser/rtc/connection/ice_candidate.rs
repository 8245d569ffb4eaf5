//! ICE candidates, in and out (W3C WebRTC §4.8).

use crate::browser::base::bindings;
use plenum_engine::api::effect::Candidate;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{RtcIceCandidateInit, RtcPeerConnection, RtcPeerConnectionIceEvent};

/// The candidate in an `icecandidate` event; `None` when it only says that there are no more.
pub fn gathered(event: &web_sys::Event) -> Option<Candidate> {
    let candidate = event.dyn_ref::<RtcPeerConnectionIceEvent>()?.candidate()?;
    let line = candidate.candidate();
    (!line.is_empty()).then(|| Candidate {
        candidate: line,
        mid: candidate.sdp_mid(),
        line: candidate.sdp_m_line_index(),
        ufrag: bindings::get(&candidate, "usernameFragment").as_string(),
    })
}

/// Adds each; the browser queues them. One that it refuses is skipped.
pub async fn add(pc: &RtcPeerConnection, candidates: Vec<Candidate>) {
    let added: Vec<_> = candidates
        .iter()
        .map(|candidate| pc.add_ice_candidate_with_opt_rtc_ice_candidate_init(Some(&init(candidate))))
        .collect();
    for promise in added {
        if JsFuture::from(promise).await.is_err() {
            log::warn!("a candidate was refused");
        }
    }
}

fn init(candidate: &Candidate) -> RtcIceCandidateInit {
    let init = RtcIceCandidateInit::new(&candidate.candidate);
    init.set_sdp_mid(candidate.mid.as_deref());
    init.set_sdp_m_line_index(candidate.line);
    if let Some(ufrag) = &candidate.ufrag {
        bindings::set(&init, "usernameFragment", &ufrag.as_str().into());
    }
    init
}
