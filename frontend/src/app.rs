//! Stand-in for the views.

use leptos::prelude::*;

/// Everything people see.
#[component]
pub fn App() -> impl IntoView {}
