//! The edge between tiles and panel, to make the panel wider or narrower (ARIA APG, window splitter).

use crate::browser::page::document;
use crate::driver::use_dispatch;
use crate::mirror::use_mirror;
use crate::views::ui::dom::{El, div};
use crate::views::ui::language::arrow;
use crate::words;
use leptos::prelude::*;
use plenum_engine::api::intent::AppIntent;

/// The property that the style sheets of panel and notices read; they also bound it.
const PROPERTY: &str = "--panel";
/// CSS pixels that an arrow key is worth.
const STEP: u16 = 24;
/// As wide as the style sheet lets it be, CSS pixels.
const LEAST: u16 = 280;
/// What stands on the other side of the panel, CSS pixels.
const MARGIN: f64 = 12.0;

/// What the tiles and the tools below them need, CSS pixels.
const STAGE: f64 = 560.0;

/// As wide as it can be.
fn most() -> u16 {
    (document::width() - STAGE).max(f64::from(LEAST)) as u16
}

/// As wide as the style sheets have it at first; where one writes, wider.
fn usual(wide: bool) -> u16 {
    let (share, least, most) = if wide { (0.53, 340.0, 940.0) } else { (0.28, 320.0, 400.0) };
    (document::width() * share).clamp(least, most) as u16
}

/// The edge. The width is kept on this device. `wide`: one writes here.
pub fn splitter(wide: bool) -> El {
    let dispatch = use_dispatch();
    let me = RwSignal::from(use_mirror().me);
    let kept = Memo::new(move |_| me.with(|me| me.preferences.panel));
    // Followed while it is dragged, and kept when it is let go.
    let width = RwSignal::new(kept.get_untracked());
    Effect::new(move |_| width.set(kept.get()));
    Effect::new(move |_| {
        let width = width.get().map(|width| [&width.to_string(), "px"].concat());
        document::set_property(PROPERTY, width.as_deref());
    });
    let now = move || width.get().unwrap_or_else(|| usual(wide)).min(most());
    let drag = move |x: f64, done: bool| {
        let side = if document::runs_from_right() { x } else { document::width() - x };
        let wide = (side - MARGIN).clamp(f64::from(LEAST), f64::from(most())) as u16;
        width.set(Some(wide));
        if done {
            dispatch.send(AppIntent::SetPanelWidth(Some(wide)));
        }
    };
    let step = move |key: &str| {
        let now = untrack(now);
        let wide = match arrow(key) {
            "ArrowLeft" => now + STEP,
            "ArrowRight" => now.saturating_sub(STEP),
            "Home" => LEAST,
            "End" => most(),
            _ => return false,
        };
        dispatch.send(AppIntent::SetPanelWidth(Some(wide.clamp(LEAST, most()))));
        true
    };
    div("splitter")
        .set("role", "separator")
        .set("aria-orientation", "vertical")
        .set("tabindex", "0")
        .label(words::panel_width)
        .bind("aria-valuenow", move || now().to_string())
        .bind("aria-valuemin", || LEAST.to_string())
        .bind("aria-valuemax", || most().to_string())
        .drag(drag)
        .grab(step)
        .double(move || dispatch.send(AppIntent::SetPanelWidth(None)))
}
