//! What came of the last press in a modal dialog: the page's own notices lie behind it, where nobody is told of them.

use crate::mirror::use_mirror;
use crate::views::ui::dom::{El, el};
use crate::views::ui::language::language;
use crate::views::ui::sentences;
use leptos::prelude::*;
use plenum_engine::api::view::{Name, NoticeKind};

/// The newest notice that is about what is done here.
pub fn told(ours: fn(&NoticeKind) -> bool) -> El {
    let notices = RwSignal::from(use_mirror().notices);
    let language = language();
    let said = move || {
        let last = notices.with(|notices| notices.iter().rev().find(|kind| ours(kind)).copied());
        last.map_or_else(String::new, |kind| sentences::notice(kind, &Name::from(""), language.get()))
    };
    el("p").set("class", "told-here").set("role", "status").tell(said)
}
