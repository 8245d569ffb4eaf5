//! Files that go with the next message: each can be taken away again.

use super::size::size;
use crate::browser::page::files;
use crate::views::ui::dom::{button, el, memo};
use crate::views::ui::icons::{self, icon};
use crate::views::ui::language::language;
use crate::words;
use leptos::prelude::*;
use plenum_engine::api::files::ChosenFile;
use plenum_engine::api::intent::OfferedFile;
use plenum_engine::files::shown_name;

/// The list; nothing while there are none. `back`: whoever presses Escape in it goes on writing.
pub fn list(
    staged: RwSignal<Vec<OfferedFile>>,
    back: impl Fn() + Copy + Send + 'static,
) -> impl Fn() -> Option<AnyView> + Send {
    let ids = memo(move || staged.with(|staged| staged.iter().map(|file| file.chosen).collect::<Vec<_>>()));
    let some = memo(move || ids.with(|ids| !ids.is_empty()));
    move || {
        some.get().then(|| {
            let escape = move |key: &str| {
                let escape = key == "Escape";
                if escape {
                    back();
                }
                escape
            };
            let list = el("ul").set("class", "staged").label(words::files_staged).key(escape);
            list.each(ids, move |id| row(id, staged)).done()
        })
    }
}

fn row(id: ChosenFile, staged: RwSignal<Vec<OfferedFile>>) -> AnyView {
    let language = language();
    let file = staged.with_untracked(|staged| staged.iter().find(|file| file.chosen == id).cloned());
    let Some(file) = file else { return ().into_any() };
    // As the others will read it: what it hides in its name must not deceive whoever sends it either.
    let (name, bytes) = (shown_name(&file.name.0), file.size);
    let away = move || {
        staged.update(|staged| staged.retain(|file| file.chosen != id));
        files::release(id);
    };
    let named = name.clone();
    let away = button("round")
        .bind("aria-label", move || words::files_take_away(language.get(), &named))
        .press(away)
        .child(icon(icons::CLOSE));
    el("li")
        .child(icon(icons::CLIP))
        .child(el("bdi").set("dir", "auto").tell(move || name.to_string()))
        .child(el("small").tell(move || size(bytes, language.get())))
        .child(away)
        .done()
}
