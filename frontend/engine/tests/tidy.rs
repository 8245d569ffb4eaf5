//! Holds the house in order: how long files are, how they begin, and what each floor may name.

mod order;

use order::{Line, Source, sources};

/// Collects complaints, each with its place and what to do.
struct Complaints(Vec<String>);

impl Complaints {
    fn about(&mut self, source: &Source, line: usize, advice: &str) {
        self.0.push(format!("{}:{line}: {advice}", source.path));
    }

    /// Every line of the code (not of its comments) that names one of the words.
    fn words(&mut self, sources: &[&Source], words: &[&str], advice: &str) {
        for source in sources {
            for Line { number, code } in source.code() {
                for word in words.iter().filter(|word| order::names(&code, word)) {
                    self.about(source, number, &format!("`{word}`: {advice}"));
                }
            }
        }
    }

    fn none(self) {
        assert!(self.0.is_empty(), "{} things are out of order:\n{}", self.0.len(), self.0.join("\n"));
    }
}

fn complain(check: impl FnOnce(&mut Complaints, &[Source])) {
    let mut complaints = Complaints(Vec::new());
    check(&mut complaints, &sources());
    complaints.none();
}

/// Sources below this folder.
fn below<'a>(sources: &'a [Source], folder: &str) -> Vec<&'a Source> {
    sources.iter().filter(|source| source.path.starts_with(folder)).collect()
}

#[test]
fn no_file_is_longer_than_400_lines() {
    complain(|complaints, sources| {
        for source in sources {
            let lines = source.text.lines().count();
            if lines > 400 {
                complaints.about(
                    source,
                    lines,
                    "longer than 400 lines: find the second subject in it and give it a file of its own",
                );
            }
        }
    });
}

#[test]
fn every_file_opens_with_a_sentence() {
    complain(|complaints, sources| {
        for source in sources {
            let first = source.text.lines().find(|line| !line.starts_with("#!")).unwrap_or_default();
            let opens = if source.is("rs") {
                first.starts_with("//! ")
            } else {
                first.starts_with("//") || first.starts_with("/*")
            };
            if !opens {
                complaints.about(source, 1, "does not open with a sentence that tells a newcomer what it is for");
            }
        }
    });
}

#[test]
fn every_floor_names_only_what_is_below_it() {
    complain(|complaints, sources| {
        let web = ["web_sys", "js_sys", "leptos", "wasm_bindgen"];
        complaints.words(
            &below(sources, "shared/src/"),
            &web,
            "the words are said on both sides: nothing of a browser here",
        );
        complaints.words(
            &below(sources, "shared/src/"),
            &["tokio", "axum"],
            "the words are said on both sides: nothing of a server here",
        );
        let engine = below(sources, "frontend/engine/src/");
        complaints.words(&engine, &web, "the mind knows no browser: make it an effect or an event");
        complaints.words(
            &engine,
            &["std::time::Instant", "SystemTime", "Instant::now"],
            "the mind has no clock: time is an input (`time::Time`)",
        );
        complaints.words(
            &engine,
            &["getrandom", "OsRng", "thread_rng"],
            "the mind has no rng but those of its seed (`random::Rng`)",
        );
        complaints.words(
            &engine,
            &["std::net", "std::fs", "std::env", "std::thread", "println", "eprintln"],
            "the mind does no IO: make it an effect",
        );
        complaints.words(
            &below(sources, "backend/src/"),
            &["plenum_engine"],
            "the server must not even have a type for what peers tell each other",
        );
        complaints.words(
            &below(sources, "backend/rooms/src/"),
            &["plenum_engine", "tokio", "Instant", "SystemTime", "getrandom", "std::net", "std::thread"],
            "the room machine is pure: time is an argument, and what has to be done is an effect",
        );
    });
}

#[test]
fn views_read_signals_and_dispatch_intents() {
    complain(|complaints, sources| {
        let views = below(sources, "frontend/src/views/");
        complaints.words(
            &views,
            &["web_sys", "js_sys", "wasm_bindgen"],
            "views touch no browser API: give `browser/` a function and call that",
        );
        complaints.words(&views, &["spawn_local", "Closure"], "views start nothing of their own: dispatch an intent");
        complaints.words(
            &views,
            &["inner_html"],
            "everything that is shown is text nodes: markup is never made of strings",
        );
    });
}

#[test]
fn nothing_is_leaked_left_open_or_passed_over() {
    complain(|complaints, sources| {
        let rust: Vec<&Source> =
            sources.iter().filter(|source| source.is("rs") && !source.path.ends_with("tests/tidy.rs")).collect();
        complaints.words(&rust, &["todo!", "unimplemented!"], "finish it, or leave it out");
        complaints.words(&rust, &["mem::forget"], "what is opened is owned by a value whose `Drop` closes it");
        complaints.words(
            &below(sources, "frontend/src/"),
            &[".forget()"],
            "what is opened is owned by a value whose `Drop` closes it",
        );
        complaints.words(&rust, &["#[ignore"], "a test that does not run says nothing: run it or delete it");
        let safe: Vec<&Source> =
            rust.into_iter().filter(|source| !source.path.ends_with("tests/world/heap.rs")).collect();
        complaints.words(&safe, &["allow(unsafe_code"], "the one allocator that counts is in `tests/world/heap.rs`");
    });
}

#[test]
fn devices_are_asked_with_wishes_only() {
    complain(|complaints, sources| {
        complaints.words(
            &below(sources, "frontend/src/browser/"),
            &["\"exact\"", "\"mandatory\""],
            "phones refuse altogether what they cannot give exactly: say `ideal`",
        );
    });
}

#[test]
fn browser_tests_wait_for_things_and_never_for_the_clock() {
    complain(|complaints, sources| {
        let e2e: Vec<&Source> = below(sources, "e2e/").into_iter().filter(|source| source.is("ts")).collect();
        complaints.words(
            &e2e,
            &["waitForTimeout"],
            "wait for what should happen (`expect.poll`), not for time to pass",
        );
        complaints.words(
            &e2e,
            &["test.only", "describe.only"],
            "left over from looking at one test: the others would not run",
        );
        for source in e2e {
            for (index, line) in source.text.lines().enumerate() {
                let call: String = source.text.lines().skip(index).take(3).collect();
                let passed_over = [".skip(", ".fixme("].iter().find_map(|word| line.find(word).map(|at| &line[at..]));
                if passed_over.is_some() && !call.contains(", '") && !call.contains(", \"") && !call.contains(", `") {
                    complaints.about(
                        source,
                        index + 1,
                        "a test that is passed over says why, in words: `test.skip(condition, 'reason')`",
                    );
                }
            }
        }
    });
}

#[test]
fn the_rules_find_what_they_forbid() {
    assert!(order::names("use web_sys::Window;", "web_sys") && !order::names("my_web_system()", "web_sys"));
    assert!(order::names("x.forget();", ".forget()") && order::names("#[ignore = \"later\"]", "#[ignore"));
    let source = Source {
        path: "x.rs".into(),
        text: "//! a\nlet a = 1; // todo!\n/* b\nweb_sys */ let c = \"//\"; leptos\n".into(),
    };
    let code: String = source.code().map(|line| line.code).collect();
    assert!(!code.contains("todo!") && !code.contains("web_sys") && code.contains("leptos"));
    assert!(sources().len() > 100, "the house is found");
}
