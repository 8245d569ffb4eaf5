//! Looking closer at a shared screen: larger, smaller, moved, whole again. Nobody else learns of it.

use crate::browser::page::gestures::{Gesture, Gestures};
use crate::views::room::tiles::actions::action;
use crate::views::ui::dom::{Anchor, El, div, memo};
use crate::views::ui::icons;
use crate::words;
use leptos::prelude::*;
use plenum_engine::layout::zoom::{NUDGE, STEP, Zoom};

const MIDDLE: (f32, f32) = (0.0, 0.0);

/// Makes the picture of a tile one that can be zoomed and moved, with buttons, pointer, wheel and keys, while it is `shown`.
pub fn zoomable(tile: El, shown: Memo<bool>) -> El {
    let zoom = RwSignal::new(Zoom::default());
    let place = Anchor::new();
    let gestures = StoredValue::new_local(None::<Gestures>);
    let told = move |gesture| shown.try_get_untracked() == Some(true) && change(zoom, gesture);
    Effect::new(move || gestures.set_value(place.get().map(|tile| Gestures::watch(&tile, told))));
    let closer = memo(move || zoom.get().is_zoomed());
    let larger = move || zoom.update(|zoom| *zoom = zoom.by(STEP, MIDDLE));
    let smaller = move || zoom.update(|zoom| *zoom = zoom.by(1.0 / STEP, MIDDLE));
    let buttons = move || {
        let larger = action("way", icons::PLUS, words::room_zoom_in).press(larger);
        let smaller = action("way", icons::MINUS, words::room_zoom_out).press(smaller);
        let fit = action("way", icons::FIT, words::room_zoom_fit).press(move || zoom.set(Zoom::default()));
        let all = div("zooms").when("closer", move || closer.get());
        // A button that is disabled loses the focus, and the keys with it.
        all.child(larger.bind("aria-disabled", move || zoom.get().is_most().to_string()))
            .child(smaller.bind("aria-disabled", move || (!closer.get()).to_string()))
            .child(fit.bind("aria-disabled", move || (!closer.get()).to_string()))
            .done()
    };
    tile.anchor(place)
        .style("--zoom", move || share(zoom.get().scale))
        .style("--zoom-x", move || percent(zoom.get().x))
        .style("--zoom-y", move || percent(zoom.get().y))
        .part(move || shown.get().then(buttons))
}

/// What a gesture does; whether it means anything here.
fn change(zoom: RwSignal<Zoom>, gesture: Gesture) -> bool {
    let now = zoom.get_untracked();
    let next = match gesture {
        Gesture::Zoom(factor, at) => now.by(factor, at),
        Gesture::Move(x, y) => now.moved(x, y),
        Gesture::Key("+" | "=") => now.by(STEP, MIDDLE),
        Gesture::Key("-") => now.by(1.0 / STEP, MIDDLE),
        Gesture::Key("0") => Zoom::default(),
        // Whole, it cannot be moved: the keys scroll as ever.
        Gesture::Key(_) if !now.is_zoomed() => return false,
        Gesture::Key("ArrowLeft") => now.moved(NUDGE, 0.0),
        Gesture::Key("ArrowRight") => now.moved(-NUDGE, 0.0),
        Gesture::Key("ArrowUp") => now.moved(0.0, NUDGE),
        Gesture::Key("ArrowDown") => now.moved(0.0, -NUDGE),
        Gesture::Key(_) => return false,
    };
    if next != now {
        zoom.set(next);
    }
    true
}

fn percent(part: f32) -> String {
    [&share(part * 100.0), "%"].concat()
}

/// A number as style sheets write it, with four decimals. What the standard library has for all numbers is 4 KB of the room.
fn share(number: f32) -> String {
    let parts = (number.abs() * 10_000.0).round() as u32;
    let (whole, part) = ((parts / 10_000).to_string(), (parts % 10_000 + 10_000).to_string());
    [if number < 0.0 { "-" } else { "" }, &whole, ".", &part[1..]].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_style_sheets_read_them() {
        let written = [0.0, 1.0, 1.4, 7.529_536, -0.05, 350.0, -349.999_9].map(share);
        assert_eq!(written, ["0.0000", "1.0000", "1.4000", "7.5295", "-0.0500", "350.0000", "-349.9999"]);
        assert_eq!(percent(-0.123_45), "-12.3450%");
    }
}
