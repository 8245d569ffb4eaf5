//! File playback: the button beside that of the screen. Where the toolbar has no room for it, it stands in the panel.

use crate::browser::media::file_playback;
use crate::driver::use_dispatch;
use crate::views::ui::dom::El;
use crate::views::ui::icons;
use crate::views::ui::language::say;
use crate::views::ui::tools;
use crate::words;
use plenum_engine::api::intent::MediaIntent;

/// The choice of a film or sound file, where the browser can play one to everybody.
pub fn play_file(classes: &'static str) -> Option<El> {
    let dispatch = use_dispatch();
    file_playback::can_play().then(|| {
        tools::tool(classes, icons::FILM, words::room_file_choose)
            .bind("title", say(words::room_file_hint))
            .press(move || dispatch.send(MediaIntent::ShareFile))
    })
}
