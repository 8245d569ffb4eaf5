//! The link as a QR code, drawn here. Dark on light in every theme: readers want it so.

use crate::mirror::use_mirror;
use crate::views::ui::dom::{El, div, p};
use crate::views::ui::language::say;
use crate::words;
use leptos::prelude::*;
use plenum_engine::invite::qr_code::draw;

/// The code, and what to do with it.
pub fn qr_code() -> El {
    let link = RwSignal::from(use_mirror().link);
    let drawn = move || {
        let drawing = link.with(|link| link.as_deref().and_then(draw))?;
        let side = drawing.side.to_string();
        let area = ["0 0 ", &side, " ", &side].concat();
        let name = say(words::invite_qr_name);
        Some(
            view! {
                <svg class="qr-code" viewBox=area role="img" aria-label=name shape-rendering="crispEdges">
                    <path d=drawing.path />
                </svg>
            }
            .into_any(),
        )
    };
    div("invite-part").part(drawn).child(p("quiet", words::invite_qr_text))
}
