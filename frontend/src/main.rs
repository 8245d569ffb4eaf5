//! The page: starts the driver and mounts the views on it.
#![forbid(unsafe_code)]

mod app;
mod browser;
mod dialogs_chunk;
mod document_chunk;
mod driver;
mod event_sender;
mod mirror;
mod room_chunk;
mod views;
mod words;

use browser::base::{debug_log, random, registry};
use leptos::prelude::*;
use mirror::document::DocumentMirror;
use views::room::panel::document::DocumentScreens;
use views::ui::addressee::Addressee;
use views::ui::dialog_screens::DialogScreens;
use views::ui::room_screens::RoomScreens;
use wasm_bindgen_futures::spawn_local;

fn main() {
    debug_log::install();
    registry::silence_on_panic();
    let Some(seed) = random::seed() else {
        log::error!("no randomness in this browser");
        return registry::silence();
    };
    let screens = RoomScreens::default();
    let document = DocumentMirror::default();
    let document_screens = DocumentScreens::default();
    let fetch_document = document_chunk::loader(document_screens.clone(), document.clone());
    let dialogs = DialogScreens::new(dialogs_chunk::fetch);
    let fetch_room = room_chunk::loader(screens.clone(), fetch_document);
    let driver = driver::Driver::start(seed, fetch_room, document.clone());
    let language = driver.mirror().appearance.with_untracked(|appearance| appearance.language);
    spawn_local(async move {
        if let Err(words::Missing) = words::load(language).await {
            return registry::not_started();
        }
        driver.speak(language);
        mount_to_body(move || {
            provide_context(Addressee::default());
            provide_context(screens);
            provide_context(dialogs);
            provide_context(document);
            provide_context(document_screens);
            provide_context(driver.mirror().clone());
            provide_context(driver::Dispatch::new(driver));
            view! { <app::App /> }
        });
        registry::started();
    });
}
