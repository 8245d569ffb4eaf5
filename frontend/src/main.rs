//! The page: wakes the driver and hangs the views on it.
#![forbid(unsafe_code)]

mod app;
mod browser;
mod driver;
mod inside;
mod mirror;
mod views;
mod words;

use leptos::prelude::*;

fn main() {
    browser::logbook::install();
    browser::registry::silence_on_panic();
    let Some(seed) = browser::random::seed() else {
        log::error!("no randomness in this browser");
        return browser::registry::silence();
    };
    let driver = driver::Driver::start(seed);
    mount_to_body(move || {
        provide_context(driver.mirror().clone());
        provide_context(driver::Dispatch::new(driver));
        view! { <app::App /> }
    });
}
